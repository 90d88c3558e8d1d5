package io.auditdb.kernel.archive;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How archives are made and read. */
public record ArchiveSettings(
        @Setting(
                value = "Archived events whose words are looked at together, for a query by text",
                defaultValue = "1000")
        int textStep,

        @Setting(
                value =
                        "How long files stay in storage after their events were put back, for those who still read them",
                defaultValue = "1d")
        Duration keepRestored) {
    /** Checks the bounds. */
    public ArchiveSettings {
        if (textStep < 1 || textStep > 100_000) {
            throw new IllegalArgumentException("text-step must be between 1 and 100000");
        }
        if (keepRestored.isNegative()) {
            throw new IllegalArgumentException("keep-restored must not be negative");
        }
    }
}
