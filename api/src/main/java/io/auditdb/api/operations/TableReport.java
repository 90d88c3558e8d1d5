package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a table; of one that is partitioned, of all its partitions together.
 *
 * @param table its name
 * @param partitions how many it has; 0 when it is not partitioned
 * @param bytes what it occupies without indexes
 * @param indexBytes what its indexes occupy
 * @param rows how many it has, by the planner's estimate
 * @param deadRows how many are dead and not vacuumed, as far as counted
 * @param airBytes how much of {@code bytes} rows do not need, by the statistics of its columns; -1 when that cannot be told
 * @param changedRows how many were added or changed since the last ANALYZE
 * @param vacuumed when it was last vacuumed, of partitions with rows the one that waits longest; empty when one never was
 * @param analyzed the same for ANALYZE
 * @param freezeAge how many transactions its oldest row may be old
 */
public record TableReport(
        String table,
        int partitions,
        long bytes,
        long indexBytes,
        long rows,
        long deadRows,
        long airBytes,
        long changedRows,
        Optional<Instant> vacuumed,
        Optional<Instant> analyzed,
        long freezeAge) {
    /** Checks that the parts are there. */
    public TableReport {
        requireNonNull(table, "table is null");
        requireNonNull(vacuumed, "vacuumed is null");
        requireNonNull(analyzed, "analyzed is null");
    }
}
