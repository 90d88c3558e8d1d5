package io.auditdb.kernel.ingest;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.Instant;
import java.util.Locale;

/** The row of an event in {@code audit_event}. */
final class EventRow {
    /** The columns in the order they are sent; the last three place the event in its batch. */
    static final String COLUMNS = "tenant, id, occurred_at, occurred_offset, recorded_at, action, status,"
            + " principal_id, principal_type, principal_name, subject_id, subject_type, target_type, target_id,"
            + " purpose, outcome, correlation_id, session_id, session_ip, session_user_agent, source, classification,"
            + " retention_policy, details, secret, writer, batch, position";

    private static final int COLUMN_COUNT = 28;
    private static final int TYPICAL_BYTES = 700;
    private static final Principal NO_PRINCIPAL = new Principal("", null, null);
    private static final Session NO_SESSION = new Session(null, null, null);

    private EventRow() {}

    /** Encodes everything but the last three columns. */
    static byte[] encode(AuditEvent event, Instant recordedAt, byte[] secret, byte[] details) {
        var row = new CopyBuffer(TYPICAL_BYTES + (details == null ? 0 : details.length)).columns(COLUMN_COUNT);
        row.text(event.tenant())
                .uuid(event.id())
                .time(event.occurredAt().toInstant())
                .smallint(event.occurredAt().getOffset().getTotalSeconds() / 60)
                .time(recordedAt)
                .text(event.action())
                .text(event.status().name().toLowerCase(Locale.ROOT));
        Principal principal = event.principal().orElse(NO_PRINCIPAL);
        row.text(event.principal().map(Principal::id).orElse(null))
                .text(principal.type())
                .text(principal.name())
                .text(event.subject().map(Subject::id).orElse(null))
                .text(event.subject().map(Subject::type).orElse(null))
                .text(event.target().map(Target::type).orElse(null))
                .text(event.target().map(Target::id).orElse(null));
        Session session = event.session().orElse(NO_SESSION);
        return row.text(event.purpose().orElse(null))
                .text(event.outcome().orElse(null))
                .text(event.correlationId().orElse(null))
                .text(session.id())
                .text(session.ip())
                .text(session.userAgent())
                .text(event.source().orElse(null))
                .text(event.classification().map(Classification::name).orElseThrow())
                .text(event.retentionPolicy().orElse(null))
                .jsonb(details)
                .bytes(secret)
                .toByteArray();
    }
}
