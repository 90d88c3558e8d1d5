package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One time partition of the event table. Immutable. */
public final class PartitionInfo {
    private final String name;
    private final PartitionRange range;
    private final PartitionState state;
    private final PartitionState goal;
    private final long bytes;
    private final long estimatedRows;

    /** Puts the parts together; {@code range} is null for a DEFAULT partition, {@code goal} for one at rest. */
    public PartitionInfo(
            String name,
            PartitionRange range,
            PartitionState state,
            PartitionState goal,
            long bytes,
            long estimatedRows) {
        this.name = requireNonNull(name, "name is null");
        this.range = range;
        this.state = requireNonNull(state, "state is null");
        this.goal = goal;
        this.bytes = bytes;
        this.estimatedRows = estimatedRows;
    }

    /** Returns the name of the table. */
    public String name() {
        return name;
    }

    /** Returns which occurredAt it takes; empty for a DEFAULT partition. */
    public Optional<PartitionRange> range() {
        return Optional.ofNullable(range);
    }

    /** Returns how far it is in its life. */
    public PartitionState state() {
        return state;
    }

    /** Returns the state it is on its way to; empty when it is at rest. */
    public Optional<PartitionState> goal() {
        return Optional.ofNullable(goal);
    }

    /** Returns how many bytes table and indexes occupy. */
    public long bytes() {
        return bytes;
    }

    /** Returns the planner's estimate of the number of rows. */
    public long estimatedRows() {
        return estimatedRows;
    }
}
