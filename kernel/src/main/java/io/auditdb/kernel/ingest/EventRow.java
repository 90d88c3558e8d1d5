package io.auditdb.kernel.ingest;

import io.auditdb.kernel.event.EventFields;

/** The row of an event in {@code audit_event}. */
final class EventRow {
    /** The columns in the order they are sent; the last three place the event in its batch. */
    static final String COLUMNS = "tenant, id, occurred_at, occurred_offset, recorded_at, action, status,"
            + " principal_id, principal_type, principal_name, subject_id, subject_type, target_type, target_id,"
            + " purpose, outcome, correlation_id, session_id, session_ip, session_user_agent, source, classification,"
            + " retention_policy, details, secret, writer, batch, position";

    private static final int COLUMN_COUNT = 28;
    private static final int TYPICAL_BYTES = 700;

    private EventRow() {}

    /** Encodes everything but the last three columns. */
    static byte[] encode(EventFields event, byte[] secret, byte[] details) {
        return new CopyBuffer(TYPICAL_BYTES + (details == null ? 0 : details.length))
                .columns(COLUMN_COUNT)
                .text(event.tenant())
                .uuid(event.idHigh(), event.idLow())
                .time(event.occurredAt())
                .smallint(event.offset())
                .time(event.recordedAt())
                .text(event.action())
                .text(event.status())
                .text(event.principalId())
                .text(event.principalType())
                .text(event.principalName())
                .text(event.subjectId())
                .text(event.subjectType())
                .text(event.targetType())
                .text(event.targetId())
                .text(event.purpose())
                .text(event.outcome())
                .text(event.correlationId())
                .text(event.sessionId())
                .text(event.sessionIp())
                .text(event.sessionUserAgent())
                .text(event.source())
                .text(event.classification())
                .text(event.retentionPolicy())
                .jsonb(details)
                .bytes(secret)
                .toByteArray();
    }
}
