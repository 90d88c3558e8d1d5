package io.auditdb.api.operations;

import java.util.List;
import java.util.function.Supplier;

/**
 * Counts and times what the platform does, and gathers what its parts know of themselves. Provided by the host; safe for use
 * by many threads. What is kept is of fixed size: {@code metrics.max-series} counters and timers at most, and those that are
 * asked for beyond count and time nothing, which is itself counted.
 */
public interface Metrics {
    /**
     * Returns what counts under this name, the same each time.
     *
     * @param name ends with {@code _total}
     * @param help what is counted, in a few words
     * @param labels names and values of labels by turns, from a small set that no caller chooses
     * @throws IllegalArgumentException when the name is none, or belongs to a timer
     */
    Counter counter(String name, String help, String... labels);

    /** Returns what times under this name, which ends with {@code _seconds}; otherwise as {@link #counter}. */
    Timer timer(String name, String help, String... labels);

    /** Returns all counters, all timers and the figures of every {@link MetricSource}, by name. */
    List<MetricFamily> read();

    /** Counts. */
    interface Counter {
        /** Adds so many. */
        void add(long count);
    }

    /** Times. */
    interface Timer {
        /** Takes in how long something took. */
        void record(long nanos);

        /** Does something, and takes in how long it took, also when it fails. */
        default <R> R time(Supplier<R> work) {
            long start = System.nanoTime();
            try {
                return work.get();
            } finally {
                record(System.nanoTime() - start);
            }
        }
    }
}
