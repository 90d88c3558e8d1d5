package io.auditdb.kernel.resilience;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to stay away: twice as long each time, up to a factor, spread so that instances do not come back together, and
 * bounded. Each such first time without trouble takes one step back. Safe for use by many threads.
 */
final class Backoff {
    private static final int MAX_STEPS = 4; // a factor of 16
    private static final double SPREAD = 0.25;

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private int steps;
    private boolean quiet;
    private long quietSince;

    /** Draws the spread from numbers between 0 and 1. */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** Returns how long to stay away from now on, which is as {@link System#nanoTime} has it. */
    synchronized Duration next(long now) {
        if (quiet) {
            steps = (int) Math.max(0, steps - (now - quietSince) / first.toNanos());
            quiet = false;
        }
        double spread = 1 - SPREAD + 2 * SPREAD * random.getAsDouble();
        double nanos = (double) first.toNanos() * (1 << steps) * spread;
        steps = Math.min(steps + 1, MAX_STEPS);
        return Duration.ofNanos((long) Math.min(nanos, (double) longest.toNanos()));
    }

    /** Says that the trouble is over now. */
    synchronized void quiet(long now) {
        quiet = true;
        quietSince = now;
    }

    /** Forgets all trouble. */
    synchronized void reset() {
        steps = 0;
    }
}
