package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an index of the event table is used: the sum of what the partitions have of it. What is counted is what happened on
 * the primary and on the replicas that answer, since the statistics of each were last reset.
 *
 * @param index its name on the event table, or the name that the partitions' indexes have in common
 * @param definition its method, columns and condition
 * @param origin where it comes from
 * @param counts all partitions together
 * @param partitions each partition, oldest first
 */
public record IndexUsage(String index, String definition, Origin origin, Counts counts, List<OfPartition> partitions) {
    /** Where an index comes from. In JSON in lower case. */
    public enum Origin {
        /** It keeps a primary key or another constraint. */
        CONSTRAINT,
        /** The platform's own work needs it, whatever queries there are. */
        PLATFORM,
        /** The configuration declares it. */
        DECLARED,
        /** Somebody made it, or it was declared once. */
        OTHER
    }

    /**
     * What the database counts.
     *
     * @param scans how often it was used
     * @param tuplesRead how many entries those scans returned
     * @param tuplesFetched how many rows were fetched by it, index-only and bitmap scans aside
     * @param bytes how many bytes it occupies
     * @param lastUsed the end of the newest transaction that used it; empty when there is none, and before PostgreSQL 16
     */
    public record Counts(long scans, long tuplesRead, long tuplesFetched, long bytes, Optional<Instant> lastUsed) {
        /** Nothing counted. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, Optional.empty());

        /** Checks that the parts are there. */
        public Counts {
            requireNonNull(lastUsed, "lastUsed is null");
        }

        /** Returns both together. */
        public Counts plus(Counts other) {
            Optional<Instant> newest = lastUsed.isEmpty()
                            || other.lastUsed.filter(lastUsed.get()::isBefore).isPresent()
                    ? other.lastUsed
                    : lastUsed;
            return new Counts(
                    scans + other.scans,
                    tuplesRead + other.tuplesRead,
                    tuplesFetched + other.tuplesFetched,
                    bytes + other.bytes,
                    newest);
        }
    }

    /**
     * The index of one partition.
     *
     * @param partition the table
     * @param index the name of the index itself
     * @param valid whether queries can use it; not while it is built, nor after a build that was interrupted
     * @param counts what the database counts of it
     */
    public record OfPartition(String partition, String index, boolean valid, Counts counts) {
        /** Checks that the parts are there. */
        public OfPartition {
            requireNonNull(partition, "partition is null");
            requireNonNull(index, "index is null");
            requireNonNull(counts, "counts is null");
        }
    }

    /** Copies the list. */
    public IndexUsage {
        requireNonNull(index, "index is null");
        requireNonNull(definition, "definition is null");
        requireNonNull(origin, "origin is null");
        requireNonNull(counts, "counts is null");
        partitions = List.copyOf(partitions);
    }
}
