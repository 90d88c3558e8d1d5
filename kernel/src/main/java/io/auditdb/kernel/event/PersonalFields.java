package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which parts of an event are personal, and so enter the log only as digests. */
final class PersonalFields {
    /** The members without which their part cannot be built. */
    static final Set<String> REQUIRED = Set.of("principal.id", "subject.id", "target.type");

    private static final String DETAILS = "details.";

    private PersonalFields() {}

    /** Returns the personal fields that are present, by name; the names are those an outsider sees in a disclosure. */
    static Map<String, Object> of(AuditEvent event) {
        var fields = new TreeMap<String, Object>();
        event.principal().ifPresent(principal -> {
            put(fields, "principal.id", principal.id());
            put(fields, "principal.type", principal.type());
            put(fields, "principal.name", principal.name());
        });
        event.subject().ifPresent(subject -> {
            put(fields, "subject.id", subject.id());
            put(fields, "subject.type", subject.type());
        });
        event.target().ifPresent(target -> {
            put(fields, "target.type", target.type());
            put(fields, "target.id", target.id());
        });
        event.session().ifPresent(session -> {
            put(fields, "session.id", session.id());
            put(fields, "session.ip", session.ip());
            put(fields, "session.userAgent", session.userAgent());
        });
        event.outcome().ifPresent(outcome -> fields.put("outcome", outcome));
        // a member that is null in the details is a statement too, so it is not left out
        event.details().forEach((name, value) -> fields.put(DETAILS + name, value));
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** A part whose required member is gone while another remains has an empty text in its place. */
    static boolean isPlaceholder(String name, Object value, Redaction redaction) {
        return "".equals(value) && REQUIRED.contains(name) && redaction.fields().contains(name);
    }
}
