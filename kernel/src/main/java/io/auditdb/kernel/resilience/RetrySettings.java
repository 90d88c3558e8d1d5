package io.auditdb.kernel.resilience;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How work that may be repeated safely is repeated. */
public record RetrySettings(
        @Setting(value = "Most attempts, the first included", defaultValue = "3")
        int attempts,

        @Setting(value = "Pause before the second; doubled each time, and spread by half", defaultValue = "40ms")
        Duration pause,

        @Setting(value = "Longest pause", defaultValue = "1s")
        Duration maxPause) {
    /** Checks the bounds. */
    public RetrySettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
        if (pause.isZero() || pause.isNegative() || maxPause.compareTo(pause) <= 0) {
            throw new IllegalArgumentException("max-pause must be longer than pause, which must be longer than 0");
        }
    }
}
