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

    /** Is told of one field; the value is a JSON value. */
    @FunctionalInterface
    interface Visitor {
        void field(String name, Object value);
    }

    /** Returns the personal fields that are present, by name; the names are those an outsider sees in a disclosure. */
    static Map<String, Object> of(AuditEvent event) {
        var fields = new TreeMap<String, Object>();
        forEach(event, fields::put);
        return fields;
    }

    /** Shows the personal fields that are present, in no order to rely on. */
    static void forEach(AuditEvent event, Visitor visitor) {
        event.principal().ifPresent(principal -> {
            visit(visitor, "principal.id", principal.id());
            visit(visitor, "principal.type", principal.type());
            visit(visitor, "principal.name", principal.name());
        });
        event.subject().ifPresent(subject -> {
            visit(visitor, "subject.id", subject.id());
            visit(visitor, "subject.type", subject.type());
        });
        event.target().ifPresent(target -> {
            visit(visitor, "target.type", target.type());
            visit(visitor, "target.id", target.id());
        });
        event.session().ifPresent(session -> {
            visit(visitor, "session.id", session.id());
            visit(visitor, "session.ip", session.ip());
            visit(visitor, "session.userAgent", session.userAgent());
        });
        event.outcome().ifPresent(outcome -> visit(visitor, "outcome", outcome));
        // a member that is null in the details is a statement too, so it is not left out
        event.details().forEach((name, value) -> visitor.field(DETAILS + name, value));
    }

    private static void visit(Visitor visitor, String name, Object value) {
        if (value != null) {
            visitor.field(name, value);
        }
    }

    /** A part whose required member is gone while another remains has an empty text in its place. */
    static boolean isPlaceholder(String name, Object value, Redaction redaction) {
        return "".equals(value) && REQUIRED.contains(name) && redaction.fields().contains(name);
    }
}
