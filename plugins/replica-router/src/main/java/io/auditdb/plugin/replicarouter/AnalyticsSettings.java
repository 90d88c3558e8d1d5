package io.auditdb.plugin.replicarouter;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.util.Optional;

/** How queries with workload analytics are kept from those that somebody waits for. */
public record AnalyticsSettings(
        @Setting("The replica that answers them, and nothing else; absent: they are like any other")
        Optional<String> replica,

        @Setting(value = "How many of them run at a time", defaultValue = "2")
        int concurrency,

        @Setting(value = "How many wait for that; more are refused", defaultValue = "20")
        int queue,

        @Setting(value = "Longest wait for that; then they are refused", defaultValue = "30s")
        Duration timeout) {
    /** Checks the bounds. */
    public AnalyticsSettings {
        if (concurrency < 1 || queue < 0 || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "concurrency must be at least 1, and queue and timeout must not be negative");
        }
    }
}
