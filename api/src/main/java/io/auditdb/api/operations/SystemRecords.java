package io.auditdb.api.operations;

import io.auditdb.api.event.Target;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;

/**
 * Records what is done to the platform, as events of the tenant {@code _system}. For plugins that do such things. Safe
 * for use by many threads. Provided by the host.
 */
public interface SystemRecords {
    /**
     * Records an operation that succeeds if and only if the caller commits; call {@link #committed} after that. Its
     * partition is made first, on a connection of its own.
     *
     * @param transaction of the maintaining role, not in autocommit
     * @param principal who did it
     * @param action what was done, such as {@code partition.drop}
     * @param target what it was done to, in the platform's terms; may be null
     * @param details whatever else is known, as JSON values; nothing personal
     * @return the id of the record
     * @throws io.auditdb.api.error.AuditDbException as {@link
     *     io.auditdb.api.AuditDatabase#append(Connection, java.util.List)}; the caller should then roll back
     */
    UUID record(Connection transaction, String principal, String action, Target target, Map<String, ?> details);

    /** Says that such a transaction was committed. */
    void committed();

    /** Records an operation soon, and never blocks it; what cannot be recorded is logged. */
    void record(String principal, String action, Target target, Map<String, ?> details);
}
