package io.auditdb.kernel.errors;

import io.auditdb.api.plugin.Setting;

/** What is kept of errors. */
public record ErrorSettings(
        @Setting(
                value = "Most kinds of errors that are kept; then the one not seen for longest makes room",
                defaultValue = "500")
        int maxGroups) {
    /** Checks the bounds. */
    public ErrorSettings {
        if (maxGroups < 1) {
            throw new IllegalArgumentException("max-groups must be at least 1");
        }
    }
}
