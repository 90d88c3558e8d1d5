package io.auditdb.kernel.store;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How replicas are looked after. */
public record ReplicaSettings(
        @Setting(value = "Pause between two checks of a replica", defaultValue = "500ms")
        Duration checkInterval,

        @Setting(value = "Longest wait for the answer to a check", defaultValue = "1s")
        Duration checkTimeout,

        @Setting(
                value = "Checks and reads in a row that fail before a replica is not asked any more",
                defaultValue = "2")
        int failures,

        @Setting(value = "Checks in a row that succeed before it is asked again", defaultValue = "3")
        int successes,

        @Setting(
                value = "Longest wait for a connection to a replica; then the query is asked elsewhere",
                defaultValue = "250ms")
        Duration acquireTimeout,

        @Setting(
                value = "Whether the platform writes to a replica that has become the primary, once the one that was"
                        + " does not answer or has become a standby",
                defaultValue = "true")
        boolean failover,

        @Setting(value = "Lag that a query with consistency bounded allows when it says none", defaultValue = "1s")
        Duration boundedLag) {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250); // the pool takes no shorter one

    /** Checks the bounds. */
    public ReplicaSettings {
        require(isPositive(checkInterval), "check-interval must be longer than 0");
        require(isPositive(checkTimeout), "check-timeout must be longer than 0");
        require(failures >= 1, "failures must be at least 1");
        require(successes >= 1, "successes must be at least 1");
        require(acquireTimeout.compareTo(SHORTEST_WAIT) >= 0, "acquire-timeout must be at least 250ms");
        require(!boundedLag.isNegative(), "bounded-lag must not be negative");
    }

    private static boolean isPositive(Duration value) {
        return !value.isZero() && !value.isNegative();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
