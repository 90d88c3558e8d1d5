package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * The partitions of the event table as the database has them, and the making of one. The host makes them on demand by
 * itself; this is for whoever looks after them. Safe for use by many threads, and by many instances at once. Provided by
 * the host.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code DATABASE_UNAVAILABLE} with a retry time, also when the
 * locks were not to be had in time.
 */
public interface EventPartitions {
    /** Returns how time is divided where nothing else is asked for ({@code partition.interval}). */
    PartitionInterval interval();

    /** Returns all partitions, oldest first, a DEFAULT one last. One query of the catalog. */
    List<Attached> attached();

    /** As {@link #attached()}, within a transaction of the caller's: whoever holds locks must not wait for a connection. */
    List<Attached> attached(Connection transaction);

    /**
     * Makes partitions for those parts of a range that have none, without blocking writers. Durable, and recorded as
     * {@link PartitionState#ATTACHED}, when this returns.
     *
     * @param range along whole days in UTC
     * @return the names of the tables that were made; empty when the range was covered already
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when a DEFAULT partition holds events of the range,
     *     {@code INVALID_REQUEST} when a bound is not the start of a day
     */
    List<String> create(PartitionRange range);

    /** Returns a name for the table of a range, by which no table is called yet. */
    String freeName(PartitionRange range);

    /**
     * A partition in the catalog.
     *
     * @param table the name of its table
     * @param range what it takes; empty for a DEFAULT partition
     * @param detaching whether a concurrent detach has begun and is not finished; no query sees it then
     */
    record Attached(String table, Optional<PartitionRange> range, boolean detaching) {
        /** Checks that the parts are there. */
        public Attached {
            requireNonNull(table, "table is null");
            requireNonNull(range, "range is null");
        }
    }
}
