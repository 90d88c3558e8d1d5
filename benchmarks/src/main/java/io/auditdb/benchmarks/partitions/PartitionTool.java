package io.auditdb.benchmarks.partitions;

import io.auditdb.testing.TestingDatabase;

/** Something that looks after the partitions of an event table: the platform, or what a user would pick instead. */
interface PartitionTool extends AutoCloseable {
    /** Returns the database that holds {@code audit_event}. */
    TestingDatabase database();

    /** Stores one event of the present, durably. */
    void write(long number) throws Exception;

    /** Makes the months of {@link OldMonths}. */
    void create() throws Exception;

    /** Drops them again. */
    void drop() throws Exception;

    /** Moves everything out of the DEFAULT partition; returns whether that worked. */
    boolean drain() throws Exception;
}
