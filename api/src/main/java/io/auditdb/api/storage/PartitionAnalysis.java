package io.auditdb.api.storage;

import io.auditdb.api.operations.Advice;
import java.util.List;

/**
 * What the partitions look like, and what to make of it.
 *
 * @param partitions all of them, oldest first
 * @param bytes what they occupy together, indexes included
 * @param estimatedRows how many rows they hold together, by the planner's estimate
 * @param emptyPartitions how many whose time is over hold nothing
 * @param bytesPerDay growth: what the days of the last three intervals that are over took on average; 0 when there is none
 * @param interval how time is divided now
 * @param advice what to change, with the numbers it rests on
 */
public record PartitionAnalysis(
        List<PartitionInfo> partitions,
        long bytes,
        long estimatedRows,
        int emptyPartitions,
        long bytesPerDay,
        PartitionInterval interval,
        List<Advice> advice) {
    /** Copies the lists. */
    public PartitionAnalysis {
        partitions = List.copyOf(partitions);
        advice = List.copyOf(advice);
    }
}
