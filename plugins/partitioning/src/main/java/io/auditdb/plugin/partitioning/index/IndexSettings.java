package io.auditdb.plugin.partitioning.index;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** Which indexes there are to be, and how they are advised upon. */
public record IndexSettings(
        @Setting("What is declared") StrategySettings strategy,

        @Setting(value = "How far back queries are looked at", defaultValue = "30d")
        Duration queryWindow,

        @Setting(value = "Most records of queries that are looked at, newest first", defaultValue = "100000")
        int maxQueries,

        @Setting(
                value = "How often a filter or an event type must be asked for to be worth an index",
                defaultValue = "20")
        int minQueries,

        @Setting(
                value = "Most event types that an index may be for, the most frequently asked for",
                defaultValue = "20")
        int maxEventTypes,

        @Setting(
                value = "Fewest rows of a partition that is no longer written to be worth an index",
                defaultValue = "1000")
        int minRows,

        @Setting(
                value = "Rows that an advised index is tried on where HypoPG is not installed; 0 for no trial",
                defaultValue = "50000")
        int sampleRows,

        @Setting(value = "How long scans must have been counted before an index is called unused", defaultValue = "30d")
        Duration unusedAfter,

        @Setting(
                value = "How long after it was built an index that queries asked for is looked at, whether they use it",
                defaultValue = "1d")
        Duration outcomeAfter,

        @Setting(value = "Longest that a build waits for transactions that were there before it", defaultValue = "10m")
        Duration buildWait,

        @Setting(value = "What maintenance does by itself of what is advised", defaultValue = "off")
        Auto auto,

        @Setting(
                value = "Most indexes of partitions that one pass of maintenance builds and drops",
                defaultValue = "10")
        int autoMaxSteps,

        @Setting(value = "Largest partition that maintenance builds an index on by itself", defaultValue = "20GB")
        DataSize autoMaxPartition) {
    /** What is done without being asked. */
    public enum Auto {
        /** Nothing. */
        OFF,
        /** Build what is declared and missing, unless the planner would not use it. */
        ADD,
        /** Drop as well what is declared and no longer of use. */
        ADD_AND_DROP
    }

    /** Checks the bounds. */
    public IndexSettings {
        requireNonNull(strategy, "strategy is null");
        require(!queryWindow.isNegative() && !queryWindow.isZero(), "query-window must be positive");
        require(maxQueries >= 1, "max-queries must be at least 1");
        require(minQueries >= 1, "min-queries must be at least 1");
        require(maxEventTypes >= 1 && maxEventTypes <= 100, "max-event-types must be between 1 and 100");
        require(sampleRows >= 0 && sampleRows <= 1_000_000, "sample-rows must be between 0 and 1000000");
        require(minRows >= 0, "min-rows must not be negative");
        require(!unusedAfter.isNegative(), "unused-after must not be negative");
        require(buildWait.toMillis() >= 1, "build-wait must be at least 1ms");
        require(autoMaxSteps >= 1, "auto-max-steps must be at least 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
