package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.util.Optional;

/** From where on something is worth advice. */
public record AdviceSettings(
        @Setting(value = "How often everything is looked at, for alerts and to see how it goes on", defaultValue = "5m")
        Duration interval,

        @Setting(
                value = "How far back it is looked at what pools, caches, disks and the log of the database do",
                defaultValue = "1h")
        Duration window,

        @Setting(
                value = "How long something that the database or a pool may still put right is left to it",
                defaultValue = "15m")
        Duration patience,

        @Setting("RAM of the database's server; this machine's where the database is on it")
        Optional<DataSize> serverMemory,

        @Setting("Size of the disk that the databases of a server elsewhere are on; to foretell when it is full")
        Optional<DataSize> serverDisk,

        @Setting(value = "How long a session may wait for a lock", defaultValue = "5s")
        Duration lockWait,

        @Setting(value = "How long a session may be idle in a transaction", defaultValue = "1m")
        Duration idleInTransaction,

        @Setting(value = "How far a replica may be behind", defaultValue = "30s")
        Duration replicaLag,

        @Setting(value = "Air, in percent of a table, from which it is bloated", defaultValue = "50")
        int bloatPercent,

        @Setting(value = "Fewest bytes of air that are worth a word", defaultValue = "64MB")
        DataSize bloatMinSize,

        @Setting(
                value = "Dead or changed rows, in percent of a table, that call for VACUUM or ANALYZE",
                defaultValue = "20")
        int changedPercent,

        @Setting(value = "Fewest such rows", defaultValue = "10000")
        int changedRows,

        @Setting(value = "How many times as long as usual a statement may take", defaultValue = "1.5")
        double slower,

        @Setting(
                value = "How long, at most a day, a disk must have been watched to say how it goes on",
                defaultValue = "12h")
        Duration diskWatch,

        @Setting(value = "How soon a disk may be full, as it goes on now", defaultValue = "14d")
        Duration diskFullWithin) {
    /** Checks the bounds. */
    public AdviceSettings {
        require(interval.compareTo(Duration.ofMillis(100)) >= 0, "interval must be at least 100ms");
        require(!window.isZero() && !window.isNegative(), "window must be longer than 0");
        require(bloatPercent >= 1 && bloatPercent <= 99, "bloat-percent must be between 1 and 99");
        require(changedPercent >= 1, "changed-percent must be at least 1");
        require(changedRows >= 1, "changed-rows must be at least 1");
        require(diskWatch.compareTo(Duration.ofDays(1)) <= 0, "disk-watch must be at most 1d");
        require(slower > 1, "slower must be more than 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
