package io.auditdb.benchmarks.plugins;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long very many requests took, in memory of fixed size, so that what measures makes no garbage: counted in steps of two
 * percent from a microsecond on, the longest exactly. Safe for use by many threads.
 */
final class Times {
    private static final double STEP = Math.log(1.02);
    private static final int STEPS = 1000; // up to six minutes

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);
    private final AtomicLong longest = new AtomicLong();

    void add(long nanos) {
        int step = (int) (Math.log(Math.max(1, nanos / 1000.0)) / STEP);
        counts.incrementAndGet(Math.min(STEPS - 1, step));
        longest.accumulateAndGet(nanos, Math::max);
    }

    double longestMillis() {
        return longest.get() / 1e6;
    }

    /** Returns how many milliseconds so many of all took at most. */
    double millis(double part) {
        long total = 0;
        for (int i = 0; i < STEPS; i++) {
            total += counts.get(i);
        }
        long seen = 0;
        int step = 0;
        while (step < STEPS - 1 && seen + counts.get(step) < part * total) {
            seen += counts.get(step++);
        }
        return Math.exp((step + 1) * STEP) / 1000;
    }
}
