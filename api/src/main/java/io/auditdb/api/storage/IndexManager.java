package io.auditdb.api.storage;

import io.auditdb.api.security.Access;
import java.util.List;

/**
 * Looks after the indexes of the event table: which there are to be is declared in the configuration, which are used the
 * database counts. Indexes are built and dropped one partition at a time without blocking writers; those behind primary
 * keys and other constraints are never touched. Operations are idempotent, can be interrupted anywhere and are safe
 * against other instances doing the same. Safe for use by many threads; calls block for as long as the database works.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE}. What was changed is recorded in {@code _system},
 * step by step.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code DATABASE_UNAVAILABLE} with a retry
 * time.
 */
public interface IndexManager {
    /** Returns how each index is used, those of the partitions taken together, by name. */
    List<IndexUsage> usage(Access by);

    /** Returns what to add, to drop and to think about, each with what it rests on; changes nothing. */
    IndexAnalysis advise(Access by);

    /**
     * Builds what is declared and missing, and attaches to the event table what all partitions have.
     *
     * @param drop whether to carry out advice to drop as well
     * @param dryRun whether only to say what would be done, with the exact statements
     */
    List<IndexStep> apply(Access by, boolean drop, boolean dryRun);
}
