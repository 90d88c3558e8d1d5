package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One thing to do, or done, to an index of a partition.
 *
 * @param step what, why, and how it went; its subject is the name of the index
 * @param statements the SQL that does it, in order
 */
public record IndexStep(PartitionStep step, List<String> statements) {
    /** Copies the list. */
    public IndexStep {
        requireNonNull(step, "step is null");
        statements = List.copyOf(statements);
    }
}
