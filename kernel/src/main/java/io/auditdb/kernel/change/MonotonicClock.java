package io.auditdb.kernel.change;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The time of day as it goes on from the start, whatever is done to the clock meanwhile. Safe for use by many threads. */
final class MonotonicClock {
    private final long startMillis;
    private final long startNanos = System.nanoTime();

    MonotonicClock(Clock clock) {
        this.startMillis = clock.millis();
    }

    long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
