package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which partitions to make.
 *
 * @param range from where to where
 * @param interval how to divide it; empty for one partition of exactly this range, which then must not overlap another
 */
public record PartitionOrder(PartitionRange range, Optional<PartitionInterval> interval) {
    /** Checks that the parts are there. */
    public PartitionOrder {
        requireNonNull(range, "range is null");
        requireNonNull(interval, "interval is null");
    }
}
