package io.auditdb.kernel.event;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads one event from a JSON object and notes every fault on the way: unknown members, wrong types, values that cannot
 * be read. What is missing is {@link EventRules}' to say. For one event and one thread.
 */
public final class EventReader {
    private static final Set<String> MEMBERS = Set.of(
            "id",
            "occurredAt",
            "tenant",
            "action",
            "status",
            "principal",
            "subject",
            "target",
            "purpose",
            "outcome",
            "correlationId",
            "session",
            "source",
            "classification",
            "retentionPolicy",
            "details");
    private static final Set<String> ADDED_BY_SERVER = Set.of("recordedAt", "receipt", "redacted");

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Map<String, Status> STATUSES = byText(Status.values(), EventJson::lower);
    private static final Map<String, Classification> CLASSIFICATIONS =
            byText(Classification.values(), Classification::name);

    private final List<Fault> faults = new ArrayList<>(0);

    EventReader() {}

    /**
     * Returns an event that {@link EventJson} wrote.
     *
     * @throws IllegalArgumentException when it did not
     */
    public static AuditEvent stored(Object value) {
        var reader = new EventReader();
        AuditEvent event = reader.read(value, null);
        if (!reader.faults.isEmpty()) {
            throw new IllegalArgumentException("not an event as it is stored: " + reader.faults);
        }
        return event;
    }

    /**
     * Returns the event, with {@code tenant} when it names none. When there are {@link #faults()} it holds only what
     * could be read, and is null when nothing could.
     */
    AuditEvent read(Object value, String tenant) {
        if (!(value instanceof Map<?, ?> object)) {
            faults.add(new Fault("", "an event must be a JSON object"));
            return null;
        }
        refuseUnknown("", object, MEMBERS);
        var event = AuditEvent.builder();
        event.id(id(object));
        event.occurredAt(time(object));
        String own = string("", object, "tenant");
        event.tenant(own == null ? tenant : own);
        event.action(string("", object, "action"));
        event.status(oneOf(object, "status", STATUSES));
        event.classification(oneOf(object, "classification", CLASSIFICATIONS));
        event.principal(principal(object));
        event.subject(subject(object));
        event.target(target(object));
        event.session(session(object));
        event.purpose(string("", object, "purpose"));
        event.outcome(string("", object, "outcome"));
        event.correlationId(string("", object, "correlationId"));
        event.source(string("", object, "source"));
        event.retentionPolicy(string("", object, "retentionPolicy"));
        details(object, event);
        return event.build();
    }

    List<Fault> faults() {
        return faults;
    }

    private UUID id(Map<?, ?> object) {
        String text = string("", object, "id");
        if (text == null) {
            return null;
        }
        // UUID.fromString alone accepts shortened groups, which would come back different
        if (!UUID_TEXT.matcher(text).matches()) {
            faults.add(new Fault("/id", "must be a UUID"));
            return null;
        }
        return UUID.fromString(text);
    }

    private OffsetDateTime time(Map<?, ?> object) {
        String text = string("", object, "occurredAt");
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            faults.add(new Fault(
                    "/occurredAt",
                    "must be an RFC 3339 time with an offset, such as 2026-01-31T08:15:30.123456+01:00"));
            return null;
        }
    }

    private <E extends Enum<E>> E oneOf(Map<?, ?> object, String name, Map<String, E> values) {
        String text = string("", object, name);
        E value = values.get(text);
        if (text != null && value == null) {
            faults.add(new Fault("/" + name, "must be one of " + String.join(", ", values.keySet())));
        }
        return value;
    }

    private static <E extends Enum<E>> Map<String, E> byText(E[] values, Function<E, String> text) {
        var byText = new LinkedHashMap<String, E>();
        for (E value : values) {
            byText.put(text.apply(value), value);
        }
        return byText;
    }

    private Principal principal(Map<?, ?> object) {
        Map<?, ?> part = part(object, "principal", Set.of("id", "type", "name"));
        if (part == null) {
            return null;
        }
        String id = required("/principal", part, "id");
        String type = string("/principal", part, "type");
        String name = string("/principal", part, "name");
        return id == null ? null : new Principal(id, type, name);
    }

    private Subject subject(Map<?, ?> object) {
        Map<?, ?> part = part(object, "subject", Set.of("id", "type"));
        if (part == null) {
            return null;
        }
        String id = required("/subject", part, "id");
        String type = string("/subject", part, "type");
        return id == null ? null : new Subject(id, type);
    }

    private Target target(Map<?, ?> object) {
        Map<?, ?> part = part(object, "target", Set.of("type", "id"));
        if (part == null) {
            return null;
        }
        String type = required("/target", part, "type");
        String id = string("/target", part, "id");
        return type == null ? null : new Target(type, id);
    }

    private Session session(Map<?, ?> object) {
        Map<?, ?> part = part(object, "session", Set.of("id", "ip", "userAgent"));
        return part == null
                ? null
                : new Session(
                        string("/session", part, "id"),
                        string("/session", part, "ip"),
                        string("/session", part, "userAgent"));
    }

    private void details(Map<?, ?> object, AuditEvent.Builder event) {
        Object details = object.get("details");
        if (details instanceof Map<?, ?> members) {
            members.forEach((name, value) -> event.detail((String) name, value));
        } else if (details != null) {
            faults.add(new Fault("/details", "must be an object"));
        }
    }

    private Map<?, ?> part(Map<?, ?> object, String name, Set<String> members) {
        Object value = object.get(name);
        if (value instanceof Map<?, ?> part) {
            refuseUnknown("/" + name, part, members);
            return part;
        }
        if (value != null) {
            faults.add(new Fault("/" + name, "must be an object"));
        }
        return null;
    }

    private String required(String path, Map<?, ?> object, String name) {
        if (object.get(name) == null) {
            faults.add(new Fault(path + "/" + name, "is missing"));
        }
        return string(path, object, name);
    }

    private String string(String path, Map<?, ?> object, String name) {
        Object value = object.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        faults.add(new Fault(path + "/" + name, "must be a string"));
        return null;
    }

    private void refuseUnknown(String path, Map<?, ?> object, Set<String> known) {
        for (Object name : object.keySet()) {
            if (path.isEmpty() && ADDED_BY_SERVER.contains(name)) {
                faults.add(new Fault(path + "/" + name, "is added by the server and cannot be given"));
            } else if (!known.contains(name)) {
                faults.add(new Fault(path + "/" + pointer((String) name), "is unknown; put it into details"));
            }
        }
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
