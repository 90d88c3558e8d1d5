package io.auditdb.cli;

import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.PartitionOperations;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Make, list, analyze, maintain, drain and clean up time partitions.",
        description = {
            "",
            "The plugin partitioning does all of this by itself, except for making the past and cleaning up."
        },
        footer = {
            "  audit-db partition create --from 2020-01 --to 2026-12 --interval monthly",
            "  audit-db partition list",
            "  audit-db partition cleanup --before 2020-01-01 --dry-run"
        })
final class PartitionCommand implements Runnable {
    private static final String CUSTOM = "custom";

    private final RootCommand root;

    PartitionCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: create, list, analyze, maintain, drain or cleanup");
    }

    @Command(
            name = "create",
            header = "Make the partitions of a range that are not there.",
            description = {
                "",
                "Both ends are years, months or days in UTC, and belong to the range: --to 2026-12 is all of December."
            },
            footer = {
                "  audit-db partition create --from 2020-01 --to 2026-12 --interval monthly",
                "  audit-db partition create --from 2024-01-10 --to 2024-01-19 --interval custom --dry-run"
            })
    int create(
            @Option(
                            names = "--from",
                            paramLabel = "DAY",
                            required = true,
                            description = "The first year, month or day.")
                    String from,
            @Option(names = "--to", paramLabel = "DAY", required = true, description = "The last year, month or day.")
                    String to,
            @Option(
                            names = "--interval",
                            paramLabel = "INTERVAL",
                            description = "daily, weekly, monthly, quarterly, yearly, a period such as P10D, or custom"
                                    + " for one partition of the whole range (default: partition.interval).")
                    String interval,
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        PartitionRange range = range(from, to);
        PartitionInterval parsed = CUSTOM.equals(interval) ? null : interval(root, interval);
        return change(
                dryRun,
                json,
                partitions -> CUSTOM.equals(interval)
                        ? partitions.createOne(range, dryRun)
                        : partitions.create(range, parsed, dryRun));
    }

    private PartitionRange range(String from, String to) {
        try {
            return CalendarRange.parse(from, to);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--from " + from + " --to " + to + ": " + e.getMessage());
        }
    }

    /** Reads an interval; null when none is given. */
    static PartitionInterval interval(RootCommand root, String interval) {
        try {
            return interval == null ? null : PartitionInterval.parse(interval);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--interval " + interval + ": " + e.getMessage());
        }
    }

    @Command(
            name = "list",
            header = "Show all partitions, oldest first.",
            footer = {"  audit-db partition list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new PartitionView(root, json).show(client.partitions().list());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "analyze",
            header = "Show sizes and growth, and what to change, with the numbers it rests on.",
            footer = {"  audit-db partition analyze"})
    int analyze(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new PartitionView(root, json).show(client.partitions().analyze());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "maintain",
            header = "Finish what was interrupted, make what is missing, tidy up.",
            description = {"", "Runs by itself as well (plugins.partitioning.cron)."},
            footer = {"  audit-db partition maintain --dry-run"})
    int maintain(
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        return change(dryRun, json, partitions -> partitions.maintain(dryRun));
    }

    @Command(
            name = "drain",
            header = "Move the events of a DEFAULT partition into partitions of their own, then drop it.",
            footer = {"  audit-db partition drain --dry-run"})
    int drain(
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        return change(dryRun, json, partitions -> partitions.drain(dryRun));
    }

    @Command(
            name = "cleanup",
            header = "Drop the partitions before a time whose rows may all go.",
            footer = {"  audit-db partition cleanup --before 2020-01-01 --dry-run"})
    int cleanup(
            @Option(
                            names = "--before",
                            paramLabel = "TIME",
                            required = true,
                            description = "Where they end: " + Times.FORMS)
                    String before,
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        Instant time = time(before);
        return change(dryRun, json, partitions -> partitions.cleanup(time, dryRun));
    }

    private Instant time(String text) {
        try {
            return Times.instant(text, root.surroundings().clock());
        } catch (IllegalArgumentException e) {
            throw root.misuse("--before " + text + ": " + e.getMessage());
        }
    }

    private int change(boolean dryRun, boolean json, Function<PartitionOperations, List<PartitionStep>> work) {
        List<PartitionStep> steps;
        try (AuditDbClient client = root.client()) {
            steps = work.apply(client.partitions());
        }
        return new PartitionView(root, json).show(steps, dryRun);
    }
}
