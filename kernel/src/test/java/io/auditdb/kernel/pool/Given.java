package io.auditdb.kernel.pool;

import java.time.Duration;

/** Settings of pools, for tests. */
final class Given {
    private Given() {}

    static PoolSettings settings(Duration acquireTimeout, int maxWaiting, Duration maxWait, int appendReserve) {
        return new PoolSettings(
                2,
                20,
                Duration.ofSeconds(30),
                acquireTimeout,
                maxWaiting,
                maxWait,
                appendReserve,
                true,
                0.7,
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                20);
    }

    static PoolSettings settings() {
        return settings(Duration.ofSeconds(10), 2000, Duration.ofSeconds(2), 1);
    }
}
