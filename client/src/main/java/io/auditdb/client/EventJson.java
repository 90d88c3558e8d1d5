package io.auditdb.client;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Events in the JSON of the HTTP API, as the plain JDK values that {@link io.auditdb.api.json.Json} describes. */
public final class EventJson {
    private EventJson() {}

    /** Returns the JSON object of an event; what is not set has no member. */
    public static Map<String, Object> toJson(AuditEvent event) {
        var json = new LinkedHashMap<String, Object>();
        put(json, "id", event.id());
        if (event.occurredAt() != null) {
            json.put("occurredAt", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(event.occurredAt()));
        }
        put(json, "tenant", event.tenant());
        put(json, "action", event.action());
        put(json, "status", lower(event.status()));
        put(json, "principal", event.principal().map(EventJson::principal).orElse(null));
        put(json, "subject", event.subject().map(EventJson::subject).orElse(null));
        put(json, "target", event.target().map(EventJson::target).orElse(null));
        put(json, "purpose", event.purpose().orElse(null));
        put(json, "outcome", event.outcome().orElse(null));
        put(json, "correlationId", event.correlationId().orElse(null));
        put(json, "session", event.session().map(EventJson::session).orElse(null));
        put(json, "source", event.source().orElse(null));
        put(json, "classification", event.classification().map(Enum::name).orElse(null));
        put(json, "retentionPolicy", event.retentionPolicy().orElse(null));
        if (!event.details().isEmpty()) {
            json.put("details", event.details());
        }
        return json;
    }

    /** Returns the JSON object of a stored event. */
    public static Map<String, Object> toJson(RecordedEvent recorded) {
        Map<String, Object> json = toJson(recorded.event());
        put(json, "recordedAt", recorded.recordedAt());
        put(json, "receipt", recorded.receipt());
        if (!recorded.redacted().isEmpty()) {
            json.put("redacted", new TreeSet<>(recorded.redacted()));
        }
        return json;
    }

    static RecordedEvent recorded(Object value) {
        var json = JsonObject.of(value);
        return new RecordedEvent(
                event(json),
                json.time("recordedAt"),
                Receipt.parse(json.required("receipt")),
                Set.copyOf(json.texts("redacted")));
    }

    private static AuditEvent event(JsonObject json) {
        var builder = AuditEvent.builder()
                .id(json.id("id"))
                .occurredAt(OffsetDateTime.parse(json.required("occurredAt")))
                .tenant(json.required("tenant"))
                .action(json.required("action"))
                .status(Status.valueOf(json.required("status").toUpperCase(Locale.ROOT)))
                .purpose(json.text("purpose"))
                .outcome(json.text("outcome"))
                .correlationId(json.text("correlationId"))
                .source(json.text("source"))
                .retentionPolicy(json.text("retentionPolicy"));
        if (json.has("classification")) {
            builder.classification(Classification.valueOf(json.required("classification")));
        }
        json.object("principal")
                .ifPresent(principal -> builder.principal(
                        new Principal(principal.required("id"), principal.text("type"), principal.text("name"))));
        json.object("subject")
                .ifPresent(subject -> builder.subject(new Subject(subject.required("id"), subject.text("type"))));
        json.object("target")
                .ifPresent(target -> builder.target(new Target(target.required("type"), target.text("id"))));
        json.object("session")
                .ifPresent(session -> builder.session(
                        new Session(session.text("id"), session.text("ip"), session.text("userAgent"))));
        json.object("details")
                .ifPresent(
                        details -> details.members().forEach((name, member) -> builder.detail((String) name, member)));
        return builder.build();
    }

    private static Map<String, Object> principal(Principal principal) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", principal.id());
        put(json, "type", principal.type());
        put(json, "name", principal.name());
        return json;
    }

    private static Map<String, Object> subject(Subject subject) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", subject.id());
        put(json, "type", subject.type());
        return json;
    }

    private static Map<String, Object> target(Target target) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", target.type());
        put(json, "id", target.id());
        return json;
    }

    private static Map<String, Object> session(Session session) {
        var json = new LinkedHashMap<String, Object>();
        put(json, "id", session.id());
        put(json, "ip", session.ip());
        put(json, "userAgent", session.userAgent());
        return json;
    }

    private static String lower(Status status) {
        return status == null ? null : status.name().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> json, String name, Object value) {
        if (value instanceof Map<?, ?>) {
            json.put(name, value);
        } else if (value != null) {
            json.put(name, value.toString());
        }
    }
}
