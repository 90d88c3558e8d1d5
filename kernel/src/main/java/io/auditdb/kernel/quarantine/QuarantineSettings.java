package io.auditdb.kernel.quarantine;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;

/** How much input is kept that could not become events. */
public record QuarantineSettings(
        @Setting(
                value = "Most inputs that are kept; while there are as many, who brings more is refused",
                defaultValue = "10000")
        int maxItems,

        @Setting(value = "Largest input that is kept", defaultValue = "4MB")
        DataSize maxContent) {
    /** Checks the bounds. */
    public QuarantineSettings {
        requireNonNull(maxContent, "maxContent is null");
        if (maxItems < 1) {
            throw new IllegalArgumentException("max-items must be at least 1");
        }
        if (maxContent.bytes() < 4096) {
            throw new IllegalArgumentException(
                    "max-content must be at least 4KB, so that the beginning of anything fits");
        }
    }
}
