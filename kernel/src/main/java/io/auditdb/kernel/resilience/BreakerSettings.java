package io.auditdb.kernel.resilience;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** When a thing outside the platform is passed over, and for how long. */
public record BreakerSettings(
        @Setting(value = "Failures within the window after which it is not asked", defaultValue = "5")
        int failures,

        @Setting(value = "See failures", defaultValue = "30s")
        Duration window,

        @Setting(
                value = "How long it is not asked the first time; doubled each time it fails again, up to 16 times,"
                        + " and spread by a quarter",
                defaultValue = "30s")
        Duration open,

        @Setting(value = "Longest time that it is not asked", defaultValue = "5m")
        Duration maxOpen,

        @Setting(value = "Calls that try it after that, all of which must succeed", defaultValue = "3")
        int probes,

        @Setting(
                value = "Longest wait of those who come meanwhile for what comes of it, where they cannot do without",
                defaultValue = "250ms")
        Duration probeWait,

        @Setting(value = "Most calls at a time; 0 for no limit", defaultValue = "0")
        int maxConcurrent,

        @Setting(value = "Longest wait of a call beyond these", defaultValue = "0ms")
        Duration maxWait) {
    /** Checks the bounds. */
    public BreakerSettings {
        require(failures >= 1, "failures must be at least 1");
        require(isPositive(window), "window must be longer than 0");
        require(isPositive(open), "open must be longer than 0");
        require(maxOpen.compareTo(open) >= 0, "max-open must not be shorter than open");
        require(probes >= 1, "probes must be at least 1");
        require(!probeWait.isNegative(), "probe-wait must not be negative");
        require(maxConcurrent >= 0, "max-concurrent must not be negative");
        require(!maxWait.isNegative(), "max-wait must not be negative");
    }

    BreakerSettings withoutMaxConcurrent() {
        return new BreakerSettings(failures, window, open, maxOpen, probes, probeWait, 0, maxWait);
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
