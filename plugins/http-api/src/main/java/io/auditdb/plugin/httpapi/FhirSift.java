package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the database does not find by: the rest of a search, asked of the resources that it has found. */
final class FhirSift {
    /** With the kind that a CapabilityStatement tells. */
    static final Map<String, String> PARAMETERS = Map.of(
            "_lastUpdated", "date",
            "action", "token",
            "address", "string",
            "entity-role", "token",
            "entity-type", "token",
            "entity.identifier", "token",
            "source", "reference",
            "source.identifier", "token",
            "subtype", "token",
            "type", "token");

    private static final Set<String> BY_DATE = Set.of("_lastUpdated");

    private final Parameters parameters;
    private final FhirPeriod recorded;

    FhirSift(Parameters parameters) {
        this.parameters = parameters;
        this.recorded = FhirPeriod.of(parameters, "_lastUpdated");
        PARAMETERS.keySet().stream().filter(it -> !BY_DATE.contains(it)).forEach(parameters::one);
    }

    boolean passes(RecordedEvent event, Map<?, ?> resource) {
        List<?> entities = list(resource.get("entity"));
        List<Object> observer = List.of(member(member(resource, "source"), "observer"));
        return recorded.contains(event.recordedAt())
                && any("outcome", List.of(member(resource, "outcome")), FhirSift::isCode)
                && any("action", List.of(member(resource, "action")), FhirSift::isCode)
                && any("type", List.of(member(resource, "type")), FhirSift::isCoding)
                && any("subtype", list(resource.get("subtype")), FhirSift::isCoding)
                && any("address", addresses(resource), FhirSift::begins)
                && any("source", observer, FhirSift::isReference)
                && any("source.identifier", observer, FhirSift::isIdentified)
                && any("entity-type", members(entities, "type"), FhirSift::isCoding)
                && any("entity-role", members(entities, "role"), FhirSift::isCoding)
                && any("entity.identifier", members(entities, "what"), FhirSift::isIdentified);
    }

    private interface Match {
        boolean is(String asked, Object value);
    }

    /** One of those asked for is enough, in one of the values that there are. */
    private boolean any(String name, List<?> values, Match match) {
        Optional<String> asked = parameters.one(name);
        return asked.isEmpty()
                || Stream.of(asked.get().split(",", -1))
                        .anyMatch(it -> values.stream().anyMatch(value -> match.is(it, value)));
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** An empty object for one that is not there. */
    private static Object member(Object object, String name) {
        Object value = object instanceof Map<?, ?> members ? members.get(name) : null;
        return value == null ? Map.of() : value;
    }

    private static List<Object> members(List<?> objects, String name) {
        return objects.stream().map(it -> member(it, name)).toList();
    }

    private static List<Object> addresses(Map<?, ?> resource) {
        var addresses = new ArrayList<Object>();
        list(resource.get("agent")).forEach(agent -> addresses.add(member(member(agent, "network"), "address")));
        return addresses;
    }

    private static boolean isCode(String asked, Object value) {
        return code(asked).equals(value);
    }

    /** {@code code}, {@code system|code}, or {@code |code} for one without a system. */
    private static boolean isCoding(String asked, Object coding) {
        return isToken(asked, coding, "code");
    }

    private static boolean isIdentified(String asked, Object reference) {
        return isToken(asked, member(reference, "identifier"), "value");
    }

    private static boolean isToken(String asked, Object value, String name) {
        if (!code(asked).equals(member(value, name))) {
            return false;
        }
        int bar = asked.lastIndexOf('|');
        Object system = member(value, "system");
        return bar < 0
                || (bar == 0 ? system.equals(Map.of()) : asked.substring(0, bar).equals(system));
    }

    /** Strings are found by their beginnings, in any case. */
    private static boolean begins(String asked, Object value) {
        return value instanceof String text && text.toLowerCase(Locale.ROOT).startsWith(asked.toLowerCase(Locale.ROOT));
    }

    /** {@code Device/7}, of this server or of another. */
    private static boolean isReference(String asked, Object reference) {
        return member(reference, "reference") instanceof String text
                && (text.equals(asked) || text.endsWith("/" + asked));
    }

    static String code(String token) {
        return token.substring(token.lastIndexOf('|') + 1);
    }
}
