package io.auditdb.plugin.formats;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events as records of the Common Event Format. One that came as a record is that record again, without what was redacted. Any
 * other is mapped to the names of the dictionary, and carries itself.
 */
final class CefWriter {
    static final String HEADER = "cef";
    static final String EXTENSION = "extension";

    private static final Map<Status, String> SEVERITIES =
            Map.of(Status.SUCCESS, "1", Status.ATTEMPT, "1", Status.FAILURE, "5");
    private static final Map<Status, String> OUTCOMES =
            Map.of(Status.SUCCESS, "success", Status.ATTEMPT, "attempt", Status.FAILURE, "failure");

    private final CarriedEvent carried;

    CefWriter(CarriedEvent carried) {
        this.carried = carried;
    }

    CefRecord record(RecordedEvent recorded) {
        return recorded.event().details().get(HEADER) instanceof Map<?, ?> header && header.containsKey("vendor")
                ? original(recorded, header)
                : mapped(recorded);
    }

    private static CefRecord original(RecordedEvent recorded, Map<?, ?> header) {
        var extension = new LinkedHashMap<String, String>();
        if (recorded.event().details().get(EXTENSION) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> extension.put(String.valueOf(name), String.valueOf(value)));
        }
        extension.putIfAbsent("rt", millis(recorded.event()));
        return new CefRecord(
                Map.of(),
                CefRecord.NAMES.stream()
                        .map(it -> String.valueOf(header.get(it)))
                        .toList(),
                extension,
                Map.of());
    }

    private static String millis(AuditEvent event) {
        return Long.toString(event.occurredAt().toInstant().toEpochMilli());
    }

    private CefRecord mapped(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var extension = new LinkedHashMap<String, String>();
        extension.put("rt", millis(event));
        extension.put("externalId", event.id().toString());
        extension.put("outcome", OUTCOMES.get(event.status()));
        put(extension, "reason", event.outcome());
        put(extension, "suid", event.principal().map(Principal::id));
        put(extension, "suser", event.principal().map(Principal::name));
        Optional<String> ip = event.session().map(Session::ip);
        put(extension, "src", ip.filter(it -> it.indexOf(':') < 0));
        ip.filter(it -> it.indexOf(':') >= 0).ifPresent(it -> {
            extension.put("c6a2Label", "Source IPv6 Address");
            extension.put("c6a2", it);
        });
        put(extension, "requestClientApplication", event.session().map(Session::userAgent));
        label(extension, 1, "tenant", Optional.of(event.tenant()));
        label(extension, 2, "subject", event.subject().map(it -> it.id()));
        label(
                extension,
                3,
                "target",
                event.target().map(it -> it.id() == null ? it.type() : it.type() + "/" + it.id()));
        label(extension, 4, "classification", event.classification().map(Enum::name));
        label(extension, 5, "correlation", event.correlationId());
        extension.putAll(CefRecord.carrying(carried.write(recorded)));
        return new CefRecord(
                Map.of(),
                List.of(
                        "0",
                        CefRecord.OWN,
                        CefRecord.OWN,
                        "1",
                        event.action(),
                        event.action(),
                        SEVERITIES.get(event.status())),
                extension,
                Map.of());
    }

    private static void put(Map<String, String> extension, String name, Optional<String> value) {
        value.filter(it -> !it.isEmpty()).ifPresent(it -> extension.put(name, it));
    }

    private static void label(Map<String, String> extension, int number, String label, Optional<String> value) {
        value.filter(it -> !it.isEmpty()).ifPresent(it -> {
            extension.put("cs" + number + "Label", label);
            extension.put("cs" + number, it);
        });
    }
}
