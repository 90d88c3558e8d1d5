package io.auditdb.kernel.query;

import io.auditdb.api.plugin.Setting;

/** How events are read. */
public record QuerySettings(
        @Setting(value = "Most events in one page", defaultValue = "10000")
        int maxLimit,

        @Setting(value = "Longest value of a filter, in characters", defaultValue = "255")
        int maxFilter,

        @Setting(value = "Events fetched at a time while a large answer is streamed", defaultValue = "1000")
        int streamStep) {
    /** Checks the bounds. */
    public QuerySettings {
        if (maxLimit < 1 || maxFilter < 1 || streamStep < 1) {
            throw new IllegalArgumentException("max-limit, max-filter and stream-step must be at least 1");
        }
    }
}
