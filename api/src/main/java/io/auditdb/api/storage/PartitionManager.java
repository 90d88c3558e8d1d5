package io.auditdb.api.storage;

import java.time.Instant;
import java.util.List;

/**
 * The time partitions of the event table. Every operation is idempotent and safe against other instances doing the same,
 * by advisory locks of the database. Safe for use by many threads; calls block for as long as the database works.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code DATABASE_UNAVAILABLE}; {@code CONFLICT} when a guard or
 * hold forbids a drop.
 */
public interface PartitionManager {
    /** Makes sure that a partition takes events of this time, without blocking writers, and returns it. */
    PartitionInfo create(Instant occurredAt);

    /** Detaches and drops a partition, if every row in it may go. */
    void drop(String partition);

    /** Brings statistics and indexes of a partition into order. */
    void optimize(String partition);

    /** Returns all partitions, oldest first. */
    List<PartitionInfo> list();
}
