package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How the log is verified, on demand and in the background. */
public record VerificationSettings(
        @Setting(value = "How many connections, and threads, share a full verification", defaultValue = "2")
        int connections,

        @Setting("Verification in the background") Background background) {
    /** Checks the bounds. */
    public VerificationSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1");
        }
    }

    /** The schedule of the background verification, and how much it may take. */
    public record Background(
            @Setting(value = "Whether it runs", defaultValue = "true")
            boolean enabled,

            @Setting(value = "How long after the start it begins", defaultValue = "1m")
            Duration delay,

            @Setting(value = "How often what is new is verified", defaultValue = "10m")
            Duration interval,

            @Setting(
                    value = "How long after a failure, such as a lost database, it is tried again",
                    defaultValue = "10s")
            Duration retry,

            @Setting(value = "How often everything is verified", defaultValue = "7d")
            Duration fullInterval,

            @Setting(value = "Most events rehashed in a second", defaultValue = "5000")
            int maxEventsPerSecond) {
        /** Checks the bounds. */
        public Background {
            if (delay.isNegative()
                    || interval.isNegative()
                    || interval.isZero()
                    || retry.isNegative()
                    || retry.isZero()
                    || fullInterval.isNegative()
                    || maxEventsPerSecond < 1) {
                throw new IllegalArgumentException("delay and full-interval must not be negative; interval, retry and"
                        + " max-events-per-second must be positive");
            }
        }
    }
}
