package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Which statements to show.
 *
 * @param period how far back from now; whole hours are counted, so that the report may begin up to an hour before
 * @param threshold only those that took at least as long on average; zero: all
 * @param order which come first
 * @param limit how many at most, 1 to {@value #MAX_LIMIT}
 * @param refresh whether to ask the databases now, instead of what they said within the last minutes
 */
public record StatementQuery(Duration period, Duration threshold, Order order, int limit, boolean refresh) {
    /** The most that one report shows. */
    public static final int MAX_LIMIT = 200;

    private static final Duration LONGEST = Duration.ofDays(366);

    /** Which come first; all are descending. In JSON in lower case. */
    public enum Order {
        /** Those on which the database spent the most time. */
        TOTAL,
        /** Those that took longest each time. */
        MEAN,
        /** Those that ran most often. */
        CALLS
    }

    /** Checks the bounds; IllegalArgumentException names the part. */
    public StatementQuery {
        requireNonNull(order, "order is null");
        if (period.compareTo(Duration.ofMinutes(1)) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("period must be between 1m and 366d");
        }
        if (threshold.isNegative()) {
            throw new IllegalArgumentException("threshold must not be negative");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT);
        }
    }
}
