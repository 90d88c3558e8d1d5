package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Events as the JSON objects that outsiders see. Reading is {@link EventReader}'s. */
public final class EventJson {
    private EventJson() {}

    /** Returns an event as a JSON object, absent members left out. */
    public static Map<String, Object> of(AuditEvent event) {
        var object = new LinkedHashMap<String, Object>();
        put(object, "id", event.id() == null ? null : event.id().toString());
        put(object, "occurredAt", event.occurredAt() == null ? null : time(event.occurredAt()));
        put(object, "tenant", event.tenant());
        put(object, "action", event.action());
        put(object, "status", event.status() == null ? null : lower(event.status()));
        event.principal()
                .ifPresent(it -> object.put("principal", parts("id", it.id(), "type", it.type(), "name", it.name())));
        event.subject().ifPresent(it -> object.put("subject", parts("id", it.id(), "type", it.type())));
        event.target().ifPresent(it -> object.put("target", parts("type", it.type(), "id", it.id())));
        put(object, "purpose", event.purpose().orElse(null));
        put(object, "outcome", event.outcome().orElse(null));
        put(object, "correlationId", event.correlationId().orElse(null));
        event.session()
                .ifPresent(
                        it -> object.put("session", parts("id", it.id(), "ip", it.ip(), "userAgent", it.userAgent())));
        put(object, "source", event.source().orElse(null));
        event.classification().ifPresent(it -> object.put("classification", it.name()));
        put(object, "retentionPolicy", event.retentionPolicy().orElse(null));
        if (!event.details().isEmpty()) {
            object.put("details", event.details());
        }
        return object;
    }

    /** Returns a stored event as a JSON object, with what the platform added. */
    public static Map<String, Object> of(RecordedEvent recorded) {
        var object = of(recorded.event());
        object.put("recordedAt", time(recorded.recordedAt().atOffset(ZoneOffset.UTC)));
        object.put("receipt", recorded.receipt().toString());
        if (!recorded.redacted().isEmpty()) {
            object.put("redacted", new TreeSet<>(recorded.redacted()));
        }
        return object;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String time(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    private static Map<String, Object> parts(String... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(object, namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static void put(Map<String, Object> object, String name, Object value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
