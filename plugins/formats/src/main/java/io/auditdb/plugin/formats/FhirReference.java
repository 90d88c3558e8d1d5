package io.auditdb.plugin.formats;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom or what a Reference names.
 *
 * @param type the type of resource, or null when the reference does not say
 * @param id within that type for a relative reference; else the URL, or {@code system|value} of an identifier; null when there
 *     is nothing of the kind
 * @param relative {@code Type/id} for a relative reference, else the same as {@code id}
 * @param display as people know it, or null
 */
record FhirReference(String type, String id, String relative, String display) {
    private static final Pattern LITERAL =
            Pattern.compile("(?<base>.*/)?(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9.-]{1,64})(/_history/[^/]+)?");

    /** References to {@code servers} are as good as relative ones; each ends with a slash. */
    static FhirReference of(Members reference, List<String> servers) {
        String literal = reference.id("reference");
        String type = reference.id("type");
        String display = reference.id("display");
        if (literal != null && !literal.startsWith("#")) {
            Matcher matcher = LITERAL.matcher(literal);
            if (!matcher.matches()) {
                return new FhirReference(type, literal, literal, display);
            }
            String named = matcher.group("type");
            String relative = named + "/" + matcher.group("id");
            String base = matcher.group("base");
            return base == null || servers.contains(base)
                    ? new FhirReference(named, matcher.group("id"), relative, display)
                    : new FhirReference(named, base + relative, base + relative, display);
        }
        String identifier = identifier(reference.object("identifier"));
        return new FhirReference(type, identifier, identifier, display);
    }

    private static String identifier(Members identifier) {
        String value = identifier.id("value");
        String system = identifier.id("system");
        return value == null || system == null ? value : system + "|" + value;
    }

    boolean names(String resource) {
        return resource.equals(type);
    }
}
