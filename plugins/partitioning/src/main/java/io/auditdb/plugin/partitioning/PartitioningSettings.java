package io.auditdb.plugin.partitioning;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import io.auditdb.plugin.partitioning.index.IndexSettings;
import io.auditdb.plugin.partitioning.retention.RetentionSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;

/** What is done with partitions, and when. */
public record PartitioningSettings(
        @Setting(value = "How many partitions are made ahead of the present one", defaultValue = "6")
        int ahead,

        @Setting(value = "Most partitions that one order may make", defaultValue = "4000")
        int maxPartitions,

        @Setting(
                value = "When maintenance runs: second, minute, hour, day of month, month, day of week",
                defaultValue = "0 17 * * * *")
        String cron,

        @Setting(value = "Time zone that this is in", defaultValue = "UTC")
        String zone,

        @Setting(
                value =
                        "How soon maintenance that failed is tried again: twice as long each time, at most until its turn",
                defaultValue = "1m")
        Duration retryPause,

        @Setting(value = "How often jobs are looked for", defaultValue = "10s")
        Duration pollInterval,

        @Setting(
                value = "How long an instance may be silent before another takes its job over, in steps of a quarter",
                defaultValue = "4m")
        Duration jobLease,

        @Setting(
                value = "How long after its time a partition is sealed: frozen, analysed and summarised",
                defaultValue = "7d")
        Duration sealAfter,

        @Setting(value = "Longest that a detach waits for queries that read the partition", defaultValue = "10m")
        Duration detachTimeout,

        @Setting(value = "How often a change that met a lock is tried again at once", defaultValue = "50")
        int lockAttempts,

        @Setting(
                value = "Longest wait for a lock that keeps writers out, as when a DEFAULT partition leaves",
                defaultValue = "50ms")
        Duration exclusiveLockTimeout,

        @Setting(
                value = "Changed or dead rows, in percent of a partition, that call for ANALYZE or VACUUM",
                defaultValue = "10")
        int changedPercent,

        @Setting(value = "Fewest such rows", defaultValue = "1000")
        int changedRows,

        @Setting(value = "Size from which an index may be called bloated", defaultValue = "16MB")
        DataSize bloatMinSize,

        @Setting(value = "How much of an index must be air, in percent, to build it again", defaultValue = "50")
        int bloatPercent,

        @Setting(value = "Size that a partition should stay below", defaultValue = "20GB")
        DataSize largePartition,

        @Setting(value = "Number of partitions from which wider ones are advised", defaultValue = "500")
        int manyPartitions,

        @Setting("Holds, policies and plans") RetentionSettings retention,

        @Setting("Indexes") IndexSettings index) {
    /** Checks the bounds. */
    public PartitioningSettings {
        requireNonNull(retention, "retention is null");
        requireNonNull(index, "index is null");
        require(ahead >= 0 && ahead <= 1000, "ahead must be between 0 and 1000");
        require(maxPartitions >= 1 && maxPartitions <= 100_000, "max-partitions must be between 1 and 100000");
        require(lockAttempts >= 1, "lock-attempts must be at least 1");
        require(changedPercent >= 1 && changedPercent <= 100, "changed-percent must be between 1 and 100");
        require(bloatPercent >= 10 && bloatPercent <= 99, "bloat-percent must be between 10 and 99");
        require(!retryPause.isZero() && !retryPause.isNegative(), "retry-pause must be longer than 0");
        require(pollInterval.compareTo(Duration.ofMillis(100)) >= 0, "poll-interval must be at least 100ms");
        require(jobLease.compareTo(Duration.ofSeconds(4)) >= 0, "job-lease must be at least 4s");
        try {
            Schedules.cron(cron, ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone must be a time zone such as UTC or Europe/Berlin", e);
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
