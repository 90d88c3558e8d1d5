package io.auditdb.kernel.plugin.jar;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One package of an {@code Import-Package} or {@code Export-Package} header. Source: OSGi Core 8, 1.3.2 and 3.6.
 *
 * @param name the package
 * @param version a version, or a range of them; {@code 0} where the header says none
 * @param optional whether it may be missing
 */
public record PackageClause(String name, String version, boolean optional) {
    /** One clause, commas inside quotes included. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    private static final Pattern VERSION = Pattern.compile(";\\s*version\\s*=\\s*\"?([^\";]+)\"?");
    private static final Pattern OPTIONAL = Pattern.compile(";\\s*resolution\\s*:=\\s*\"?optional\"?");

    /** Reads a header; none for null. */
    public static List<PackageClause> parse(String header) {
        return header == null
                ? List.of()
                : CLAUSE.matcher(header).results().map(it -> clause(it.group())).toList();
    }

    private static PackageClause clause(String text) {
        var version = VERSION.matcher(text);
        return new PackageClause(
                text.split(";", 2)[0].strip(),
                version.find() ? version.group(1).strip() : "0",
                OPTIONAL.matcher(text).find());
    }
}
