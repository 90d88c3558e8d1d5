package io.auditdb.plugin.formats;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events as AuditEvent resources. One that came as a resource is that resource again, with the event's id; what was redacted of
 * it is absent, and what R4 cannot do without says so. Any other is mapped, and carries itself in an extension, as the platform
 * writes it, so that nothing of it is lost.
 */
final class FhirWriter {
    private static final Map<Status, String> OUTCOMES = Map.of(Status.SUCCESS, "0", Status.FAILURE, "8");

    private final CarriedEvent carried;

    FhirWriter(CarriedEvent carried) {
        this.carried = carried;
    }

    Map<String, Object> resource(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        return FhirAuditEvent.RESOURCE.equals(event.details().get("resourceType"))
                ? original(recorded)
                : mapped(recorded);
    }

    private static Map<String, Object> original(RecordedEvent recorded) {
        var resource = new LinkedHashMap<String, Object>();
        resource.put("resourceType", FhirAuditEvent.RESOURCE);
        resource.put(FhirAuditEvent.ID, recorded.event().id().toString());
        recorded.event().details().forEach(resource::putIfAbsent);
        resource.putIfAbsent(
                FhirAuditEvent.RECORDED, EventTime.text(recorded.event().occurredAt()));
        if (!recorded.redacted().isEmpty()) {
            resource.putIfAbsent("agent", List.of(Map.of("who", Map.of("display", "redacted"), "requestor", false)));
            resource.putIfAbsent("source", Map.of("observer", Map.of("display", "redacted")));
        }
        return resource;
    }

    private Map<String, Object> mapped(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var resource = new LinkedHashMap<String, Object>();
        resource.put("resourceType", FhirAuditEvent.RESOURCE);
        resource.put(FhirAuditEvent.ID, event.id().toString());
        resource.put("extension", List.of(Map.of("url", CarriedEvent.NAME, "valueString", carried.write(recorded))));
        resource.put("type", coding(FhirCoding.DICOM, "110100", "Application Activity"));
        resource.put("subtype", List.of(coding("urn:audit-db:action", event.action(), event.action())));
        resource.put("action", Verb.of(event.action()).code());
        resource.put(FhirAuditEvent.RECORDED, EventTime.text(event.occurredAt()));
        put(resource, "outcome", OUTCOMES.get(event.status()));
        put(resource, "outcomeDesc", event.outcome().orElse(null));
        event.purpose().ifPresent(it -> resource.put("purposeOfEvent", List.of(Map.of("text", it))));
        resource.put("agent", List.of(agent(event)));
        resource.put(
                "source", Map.of("observer", Map.of("display", event.source().orElse("audit-db"))));
        List<Object> entities = entities(event);
        if (!entities.isEmpty()) {
            resource.put("entity", entities);
        }
        return resource;
    }

    private static Map<String, Object> coding(String system, String code, String display) {
        var coding = new LinkedHashMap<String, Object>();
        coding.put("system", system);
        coding.put("code", code);
        coding.put("display", display);
        return coding;
    }

    private static Map<String, Object> agent(AuditEvent event) {
        var agent = new LinkedHashMap<String, Object>();
        Principal principal = event.principal().orElse(null);
        agent.put(
                "who",
                principal == null || principal.id().isEmpty()
                        ? Map.of("display", "unknown")
                        : Map.of("identifier", Map.of("value", principal.id())));
        put(agent, "name", principal == null ? null : principal.name());
        agent.put("requestor", true);
        event.session().map(Session::ip).ifPresent(ip -> agent.put("network", Map.of("address", ip, "type", "2")));
        return agent;
    }

    private static List<Object> entities(AuditEvent event) {
        var entities = new ArrayList<Object>();
        event.subject().filter(it -> !it.id().isEmpty()).ifPresent(subject -> {
            var entity = new LinkedHashMap<String, Object>();
            entity.put("what", Map.of("identifier", Map.of("value", subject.id())));
            entity.put("type", coding(FhirCoding.ENTITY_TYPE, "1", "Person"));
            entity.put("role", coding(FhirCoding.ENTITY_ROLE, "1", "Patient"));
            entities.add(entity);
        });
        event.target().filter(it -> !it.type().isEmpty()).ifPresent(target -> {
            var entity = new LinkedHashMap<String, Object>();
            put(entity, "what", target.id() == null ? null : Map.of("identifier", Map.of("value", target.id())));
            entity.put("type", coding(FhirCoding.ENTITY_TYPE, "2", "System Object"));
            entity.put("name", target.type());
            entities.add(entity);
        });
        return entities;
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null) {
            into.put(name, value);
        }
    }
}
