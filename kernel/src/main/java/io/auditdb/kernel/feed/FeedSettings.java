package io.auditdb.kernel.feed;

import io.auditdb.api.plugin.Setting;

/** How events are read as they come. */
public record FeedSettings(
        @Setting(value = "Most who read events as they come, at a time", defaultValue = "32")
        int maxReaders,

        @Setting(value = "Most events that are read at once for one of them", defaultValue = "500")
        int step) {
    /** Checks the bounds. */
    public FeedSettings {
        if (maxReaders < 1 || step < 1) {
            throw new IllegalArgumentException("max-readers and step must be at least 1");
        }
    }
}
