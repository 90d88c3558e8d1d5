package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** What is kept to foretell from. */
public record ForecastSettings(
        @Setting(value = "How long figures of load, size and demand are kept, hour by hour", defaultValue = "90d")
        Duration keep) {
    /** Checks the bounds. */
    public ForecastSettings {
        if (keep.compareTo(Duration.ofDays(4)) < 0 || keep.compareTo(Duration.ofDays(400)) > 0) {
            throw new IllegalArgumentException("keep must be between 4d and 400d");
        }
    }
}
