package io.auditdb.kernel.health;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How the parts of the platform are asked how they are. */
public record HealthSettings(
        @Setting(value = "How long one check may take; one that takes longer counts as failed", defaultValue = "2s")
        Duration timeout,

        @Setting(value = "Most checks that run at once", defaultValue = "16")
        int threads,

        @Setting(value = "How long what the checks found is used again", defaultValue = "500ms")
        Duration cache) {
    /** Checks the bounds. */
    public HealthSettings {
        if (timeout.isNegative() || timeout.isZero() || threads < 1 || cache.isNegative()) {
            throw new IllegalArgumentException(
                    "timeout must be longer than 0, threads at least 1, and cache must not be negative");
        }
    }
}
