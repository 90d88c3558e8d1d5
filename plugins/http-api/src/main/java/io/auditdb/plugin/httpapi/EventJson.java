package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A recorded event as a JSON value. Absent members are left out. */
final class EventJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private EventJson() {}

    static Map<String, Object> of(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var json = new LinkedHashMap<String, Object>();
        json.put("id", event.id().toString());
        json.put("tenant", event.tenant());
        json.put("occurredAt", TIME.format(event.occurredAt()));
        json.put("action", event.action());
        json.put("status", event.status().name().toLowerCase(Locale.ROOT));
        event.principal()
                .ifPresent(it -> json.put("principal", object("id", it.id(), "type", it.type(), "name", it.name())));
        event.subject().ifPresent(it -> json.put("subject", object("id", it.id(), "type", it.type())));
        event.target().ifPresent(it -> json.put("target", object("type", it.type(), "id", it.id())));
        event.purpose().ifPresent(it -> json.put("purpose", it));
        event.outcome().ifPresent(it -> json.put("outcome", it));
        event.correlationId().ifPresent(it -> json.put("correlationId", it));
        event.session()
                .ifPresent(
                        it -> json.put("session", object("id", it.id(), "ip", it.ip(), "userAgent", it.userAgent())));
        event.source().ifPresent(it -> json.put("source", it));
        event.classification().ifPresent(it -> json.put("classification", it.name()));
        event.retentionPolicy().ifPresent(it -> json.put("retentionPolicy", it));
        if (!event.details().isEmpty()) {
            json.put("details", event.details());
        }
        json.put("recordedAt", TIME.format(recorded.recordedAt().atOffset(ZoneOffset.UTC)));
        json.put("receipt", recorded.receipt().toString());
        if (!recorded.redacted().isEmpty()) {
            json.put("redacted", recorded.redacted().stream().sorted().toList());
        }
        return json;
    }

    private static Map<String, Object> object(String... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                object.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return object;
    }
}
