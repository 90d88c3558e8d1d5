package io.auditdb.api.storage;

import java.time.Instant;

/** One time partition of the event table. Immutable. */
public final class PartitionInfo {
    private final String name;
    private final Instant from;
    private final Instant to;
    private final long bytes;
    private final long estimatedRows;

    /** Puts the parts together. */
    public PartitionInfo(String name, Instant from, Instant to, long bytes, long estimatedRows) {
        this.name = name;
        this.from = from;
        this.to = to;
        this.bytes = bytes;
        this.estimatedRows = estimatedRows;
    }

    /** Returns the name of the table. */
    public String name() {
        return name;
    }

    /** Returns the earliest occurredAt it takes, inclusive. */
    public Instant from() {
        return from;
    }

    /** Returns the end of the occurredAt it takes, exclusive. */
    public Instant to() {
        return to;
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
