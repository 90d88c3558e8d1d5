package io.auditdb.kernel.plugin.jar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Compares what a bundle imports with what the host has. Source: OSGi Core 8, 3.6.4. */
public final class JarImports {
    /** One clause of a header, commas inside quotes included. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    private static final Pattern VERSION = Pattern.compile(";\\s*version\\s*=\\s*\"?([^\";]+)\"?");
    private static final Pattern OPTIONAL = Pattern.compile(";\\s*resolution\\s*:=\\s*\"?optional\"?");

    private JarImports() {}

    /**
     * Says what is missing, in sentences; empty when nothing is.
     *
     * @param host the packages that the host passes on, with their versions, as an {@code Export-Package} header
     */
    public static List<String> problems(Attributes manifest, String host) {
        String imports = manifest.getValue("Import-Package");
        if (imports == null) {
            return List.of();
        }
        Map<String, List<Version>> there = clauses(host).stream()
                .collect(Collectors.groupingBy(
                        JarImports::name,
                        Collectors.mapping(it -> Version.parseVersion(version(it, "0")), Collectors.toList())));
        String own = manifest.getValue("Export-Package"); // who exports a package may import it from himself
        List<String> ownNames = own == null
                ? List.of()
                : clauses(own).stream().map(JarImports::name).toList();
        var problems = new ArrayList<String>();
        for (String clause : clauses(imports)) {
            String name = name(clause);
            var range = VersionRange.valueOf(version(clause, "0"));
            if (OPTIONAL.matcher(clause).find() || ownNames.contains(name) || isOfFramework(name) || isOfJdk(name)) {
                continue;
            }
            List<Version> versions = there.get(name);
            if (versions == null) {
                problems.add("it imports " + name + ", which the platform does not have; put it into the jar");
            } else if (versions.stream().noneMatch(range::includes)) {
                problems.add("it is built for version " + range + " of " + name + ", this platform has "
                        + versions.get(versions.size() - 1));
            }
        }
        return problems;
    }

    private static boolean isOfFramework(String name) {
        return name.startsWith("org.osgi.");
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java.")
                || ModuleLayer.boot().modules().stream()
                        .filter(it ->
                                it.getName().startsWith("java.") || it.getName().startsWith("jdk."))
                        .anyMatch(it -> it.getPackages().contains(name) && it.isExported(name));
    }

    private static List<String> clauses(String header) {
        var clauses = new ArrayList<String>();
        Matcher clause = CLAUSE.matcher(header);
        while (clause.find()) {
            clauses.add(clause.group().strip());
        }
        return clauses;
    }

    private static String name(String clause) {
        return clause.split(";", 2)[0].strip();
    }

    private static String version(String clause, String otherwise) {
        Matcher version = VERSION.matcher(clause);
        return version.find() ? version.group(1).strip() : otherwise;
    }
}
