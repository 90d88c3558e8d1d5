package io.auditdb.api.storage;

import java.util.List;

/**
 * Rows on their way into an archive or out of one. Each is a tuple of PostgreSQL's binary COPY format: the number of
 * fields as an int16, then each field as an int32 length, -1 for null, and so many bytes, as the {@code send} function of
 * its type makes them. For one thread; must be closed.
 */
public interface ArchiveRows extends AutoCloseable {
    /**
     * The columns of a row, in the order of its fields: those of the event table, and last {@code leaf}, a bigint, which
     * is the event's index in the log.
     */
    List<String> COLUMNS = List.of(
            "tenant",
            "id",
            "occurred_at",
            "writer",
            "batch",
            "position",
            "occurred_offset",
            "recorded_at",
            "action",
            "status",
            "principal_id",
            "principal_type",
            "principal_name",
            "subject_id",
            "subject_type",
            "target_type",
            "target_id",
            "purpose",
            "outcome",
            "correlation_id",
            "session_id",
            "session_ip",
            "session_user_agent",
            "source",
            "classification",
            "retention_policy",
            "details",
            "secret",
            "redaction",
            "leaf");

    /**
     * Returns the next row; null at the end.
     *
     * @throws io.auditdb.api.error.AuditDbException as {@link Archive} does
     */
    byte[] next();

    /** Gives up what is held. */
    @Override
    void close();
}
