package io.auditdb.cli;

import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "What to do so that it goes on performing.",
        footer = {"  audit-db performance optimize maintenance --dry-run", "  audit-db performance optimize config"})
final class OptimizeCommand implements Runnable {
    /** What kinds of advice begin with that are about settings, of the database and of the platform. */
    private static final Set<String> SETTINGS = Set.of("setting-", "pool-", "cache-", "wal-", "partition-interval");

    private final RootCommand root;

    OptimizeCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: maintenance or config");
    }

    @Command(
            name = "maintenance",
            header = "VACUUM, ANALYZE and rebuild what needs it, by evidence.",
            description = {
                "",
                "The same as partition maintain: one instance at a time, each step with its reason. Exit code 1 when a"
                        + " step failed."
            },
            footer = {"  audit-db performance optimize maintenance --dry-run"})
    int maintenance(
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        return new PartitionCommand(root).maintain(dryRun, json);
    }

    @Command(
            name = "config",
            header = "Show which settings to change, each with its reason.",
            description = {"", "Of the database, the pools and the caches. Changes nothing."},
            footer = {"  audit-db performance optimize config --json"})
    int config(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        return new PerformanceView(root).advice(it -> SETTINGS.stream().anyMatch(it.kind()::startsWith), json);
    }
}
