package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What to do about one index, and what that rests on.
 *
 * @param action what to do
 * @param index its name on the event table, or the name that the partitions' indexes have in common
 * @param definition its method, columns and condition; for {@link Action#DECLARE}, the text to declare
 * @param partitions which partitions it is about, oldest first
 * @param reason why, in a sentence
 * @param evidence the numbers
 */
public record IndexAdvice(
        Action action, String index, String definition, List<String> partitions, String reason, Evidence evidence) {
    /** What to do. In JSON in lower case. */
    public enum Action {
        /** Build it; {@link IndexManager#apply} does. */
        ADD,
        /** Drop it; {@link IndexManager#apply} does when it is told to drop. */
        DROP,
        /** Declare it in the configuration, because queries ask for it. */
        DECLARE,
        /** Declare it otherwise or no more: only the configuration decides about it. */
        REVIEW
    }

    /**
     * The numbers that advice rests on.
     *
     * @param counts what the database counts of the index on these partitions; zero of one that is not there
     * @param cost what it costs to write
     * @param queries which queries ask for it, by the shapes of their filters
     * @param hypothesis what the planner makes of it before it is built; empty when that is not the question
     */
    public record Evidence(
            IndexUsage.Counts counts, WriteCost cost, List<QueryShape> queries, Optional<String> hypothesis) {
        /** Copies the list. */
        public Evidence {
            requireNonNull(counts, "counts is null");
            requireNonNull(cost, "cost is null");
            requireNonNull(hypothesis, "hypothesis is null");
            queries = List.copyOf(queries);
        }
    }

    /**
     * What an index adds to the writing of events.
     *
     * @param bytesPerRow how many bytes of it a row takes
     * @param rowsPerDay how many rows a day came to these partitions
     * @param basis how the bytes are known: measured, or estimated and from what
     */
    public record WriteCost(long bytesPerRow, long rowsPerDay, String basis) {
        /** Checks that the parts are there. */
        public WriteCost {
            requireNonNull(basis, "basis is null");
        }
    }

    /** Copies the list. */
    public IndexAdvice {
        requireNonNull(action, "action is null");
        requireNonNull(index, "index is null");
        requireNonNull(definition, "definition is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(evidence, "evidence is null");
        partitions = List.copyOf(partitions);
    }
}
