package io.auditdb.api.storage;

import io.auditdb.api.security.Access;
import java.time.Instant;
import java.util.List;

/**
 * Looks after the time partitions of the event table. Every operation is a list of steps: with {@code dryRun} they come
 * back as a plan and nothing is changed, otherwise with their outcomes. Operations are idempotent, can be interrupted
 * anywhere and are safe against other instances doing the same: one acts, the others find nothing to do. Safe for use by
 * many threads; calls block for as long as the database works.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE}. What was changed is recorded in {@code _system}.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code DATABASE_UNAVAILABLE} with a retry
 * time; {@code INVALID_REQUEST} with every fault of an order.
 */
public interface PartitionManager {
    /** Returns all partitions that are not dropped, oldest first. */
    List<PartitionInfo> list(Access by);

    /** Returns sizes, growth and advice. */
    PartitionAnalysis analyze(Access by);

    /** Returns how time is divided where nothing else is asked for. */
    PartitionInterval interval();

    /**
     * Makes partitions. Those that are there already, of whatever width, stay as they are; the rest of the range is
     * filled.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when one of exactly this range is asked for and
     *     overlaps another, which is named
     */
    List<PartitionStep> create(Access by, PartitionOrder order, boolean dryRun);

    /** Finishes what was interrupted, makes partitions ahead, repairs what is missing, and tidies up. */
    List<PartitionStep> maintain(Access by, boolean dryRun);

    /** Moves the events of a DEFAULT partition into partitions of their own, then drops it; nothing when there is none. */
    List<PartitionStep> drain(Access by, boolean dryRun);

    /**
     * Drops partitions that end at or before a time, as far as every row in them may go, and says of the others why they
     * stay.
     */
    List<PartitionStep> cleanup(Access by, Instant before, boolean dryRun);

    /**
     * Moves partitions that end at or before a time to cold storage: each is written to an {@link Archive}, compared with
     * it, and dropped. Also goes on with what was interrupted. Empty partitions, and such as are not sealed in the log,
     * stay, and it is said why.
     */
    List<PartitionStep> archive(Access by, Instant before, boolean dryRun);
}
