package io.auditdb.api.operations;

import io.auditdb.api.security.Access;

/**
 * Keeps events on the disk of an instance while the database is away, where {@code ingest.spool.enabled} says so. Nobody
 * has to look after it; what is here is for those who watch. Provided by the host. Safe for use by many threads.
 */
public interface StoreAndForward {
    /**
     * Returns how the spool of this instance stands.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code FORBIDDEN} without {@link
     *     io.auditdb.api.security.Right#OPERATE}
     */
    SpoolReport report(Access by);
}
