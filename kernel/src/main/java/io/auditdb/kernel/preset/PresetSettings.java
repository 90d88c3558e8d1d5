package io.auditdb.kernel.preset;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How presets of events are kept. */
public record PresetSettings(
        @Setting(value = "How often they are read, for what other instances have changed", defaultValue = "10s")
        Duration refresh,

        @Setting(value = "Most presets", defaultValue = "1000")
        int max) {
    /** Checks the bounds. */
    public PresetSettings {
        if (refresh.toMillis() < 1) {
            throw new IllegalArgumentException("refresh must be at least 1ms");
        }
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1");
        }
    }
}
