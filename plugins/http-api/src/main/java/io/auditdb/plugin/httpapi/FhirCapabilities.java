package io.auditdb.plugin.httpapi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the FHIR interface can do, as a CapabilityStatement of FHIR R4. */
final class FhirCapabilities {
    private FhirCapabilities() {}

    /** {@code since} is when this instance began to answer. */
    static Map<String, Object> statement(Instant since) {
        var statement = new LinkedHashMap<String, Object>();
        statement.put("resourceType", "CapabilityStatement");
        statement.put("status", "active");
        statement.put("date", since.truncatedTo(ChronoUnit.SECONDS).toString());
        statement.put("kind", "instance");
        statement.put("software", Map.of("name", "audit-db"));
        statement.put("implementation", Map.of("description", "audit-db"));
        statement.put("fhirVersion", "4.0.1");
        statement.put("format", List.of("json", FhirRoutes.MEDIA_TYPE));
        var rest = new LinkedHashMap<String, Object>();
        rest.put("mode", "server");
        rest.put("resource", List.of(auditEvent()));
        rest.put("interaction", codes("transaction", "batch"));
        statement.put("rest", List.of(rest));
        return statement;
    }

    private static Map<String, Object> auditEvent() {
        var resource = new LinkedHashMap<String, Object>();
        resource.put("type", "AuditEvent");
        resource.put("profile", "http://hl7.org/fhir/StructureDefinition/AuditEvent");
        resource.put("interaction", codes("create", "read", "search-type"));
        resource.put("versioning", "no-version");
        resource.put(
                "searchParam",
                FhirSearch.parameters().entrySet().stream()
                        .map(it -> Map.of("name", it.getKey(), "type", it.getValue()))
                        .toList());
        return resource;
    }

    private static List<Map<String, String>> codes(String... codes) {
        return Stream.of(codes).map(code -> Map.of("code", code)).toList();
    }
}
