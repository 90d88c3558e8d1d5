package io.auditdb.kernel.metrics;

import io.auditdb.api.plugin.Setting;

/** How much is counted and timed. */
public record MetricsSettings(
        @Setting(value = "Most counters and timers; further ones count and time nothing", defaultValue = "2000")
        int maxSeries) {
    /** Checks the bound. */
    public MetricsSettings {
        if (maxSeries < 1) {
            throw new IllegalArgumentException("max-series must be at least 1");
        }
    }
}
