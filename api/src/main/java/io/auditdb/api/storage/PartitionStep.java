package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One thing to do, or done, to a partition.
 *
 * @param partition the name of its table; of a partition not made yet, its range
 * @param action what
 * @param subject what of it, such as an index; empty for the whole
 * @param reason why, with the numbers it rests on
 * @param outcome how it went
 */
public record PartitionStep(String partition, Action action, String subject, String reason, Outcome outcome) {
    /** What is done. In JSON in lower case with dashes. */
    public enum Action {
        /** Make it. */
        CREATE,
        /** Record what the catalog has. */
        ADOPT,
        /** Move events out of a DEFAULT partition. */
        DRAIN,
        /** Bring the planner's statistics up to date. */
        ANALYZE,
        /** Remove dead rows. */
        VACUUM,
        /** Freeze, analyse and summarise one whose time is over. */
        SEAL,
        /** Put block ranges that are not summarised into the BRIN index. */
        SUMMARIZE,
        /** Put the new entries of a GIN index to the others. */
        MERGE,
        /** Build an index again without blocking writers. */
        REINDEX,
        /** Build an index that the other partitions have. */
        ADD_INDEX,
        /** Drop an index that an interrupted build left behind. */
        DROP_INDEX,
        /** Write it to cold storage, compare, and drop it. */
        ARCHIVE,
        /** Take it out of the event table. */
        DETACH,
        /** Put it back into the event table. */
        ATTACH,
        /** Drop the table. */
        DROP,
        /** Leave it, because it may not go. */
        KEEP;

        /** Returns the name as outsiders write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How a step went. In JSON in lower case. */
    public enum Outcome {
        /** Not tried: this is a plan, or another instance was at it. */
        PLANNED,
        /** Done. */
        DONE,
        /** Could not be done now, mostly for locks; the next pass tries again. */
        FAILED;

        /** Returns the name as outsiders write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that the parts are there. */
    public PartitionStep {
        requireNonNull(partition, "partition is null");
        requireNonNull(action, "action is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(outcome, "outcome is null");
    }

    /** Returns the same step with another outcome. */
    public PartitionStep with(Outcome other) {
        return new PartitionStep(partition, action, subject, reason, other);
    }
}
