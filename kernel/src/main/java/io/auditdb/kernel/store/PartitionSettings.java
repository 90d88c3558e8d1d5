package io.auditdb.kernel.store;

import io.auditdb.api.plugin.Setting;
import io.auditdb.api.storage.PartitionInterval;

/** How the event table is divided. */
public record PartitionSettings(
        @Setting(
                value =
                        "How much time a partition takes: daily, weekly, monthly, quarterly, yearly, or a period such as"
                                + " P10D or P2M; partitions that are there already stay as they are",
                defaultValue = "monthly")
        String interval) {
    /** Checks that it is one. */
    public PartitionSettings {
        try {
            PartitionInterval.parse(interval);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("interval " + e.getMessage(), e);
        }
    }

    /** Returns {@link #interval()} as an interval. */
    PartitionInterval parsed() {
        return PartitionInterval.parse(interval);
    }
}
