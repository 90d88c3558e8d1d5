package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** What is kept of the statements that the databases run. */
public record StatementSettings(
        @Setting(value = "How often the databases are asked what their statements have cost", defaultValue = "5m")
        Duration interval,

        @Setting(value = "How long that is kept, hour by hour", defaultValue = "30d")
        Duration keep,

        @Setting(
                value = "How many shapes of statements an hour keeps one by one, for each server; the rest go together",
                defaultValue = "200")
        int max,

        @Setting(value = "From which time on average a statement is slow", defaultValue = "1s")
        Duration slow) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final int MOST = 10_000;

    /** Checks the bounds. */
    public StatementSettings {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("interval must be between 100ms and 1h");
        }
        if (keep.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("keep must be at least 1h");
        }
        if (max < 1 || max > MOST) {
            throw new IllegalArgumentException("max must be between 1 and " + MOST);
        }
        if (slow.isZero() || slow.isNegative()) {
            throw new IllegalArgumentException("slow must be positive");
        }
    }
}
