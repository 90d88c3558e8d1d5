package io.auditdb.cli;

import io.auditdb.api.storage.IndexStep;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show how indexes of events are used, advise upon them, and build what is declared.",
        description = {"", "What is declared is in the configuration, below plugins.partitioning.index.strategy."},
        footer = {
            "  audit-db index usage",
            "  audit-db index advise",
            "  audit-db index apply --dry-run",
        })
final class IndexCommand implements Runnable {
    private final RootCommand root;

    IndexCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: usage, advise or apply");
    }

    @Command(
            name = "usage",
            header = "Show how each index is used, those of the partitions taken together.",
            footer = {"  audit-db index usage --partitions", "  audit-db index usage --json"})
    int usage(
            @Option(names = "--partitions", description = "Show each partition.") boolean partitions,
            @Option(names = "--json", description = "Show it as JSON, with the partitions.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new IndexView(root, json).showUsage(client.indexes().usage(), partitions);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "advise",
            header = "Say what to add, to drop and to think about, with the numbers it rests on.",
            description = {"", "Changes nothing."},
            footer = {"  audit-db index advise --json"})
    int advise(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new IndexView(root, json).show(client.indexes().advise());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "apply",
            header = "Build what is declared and missing, without blocking writers.",
            footer = {"  audit-db index apply --dry-run", "  audit-db index apply --drop"})
    int apply(
            @Option(names = "--drop", description = "Carry out advice to drop as well.") boolean drop,
            @Option(names = "--dry-run", description = "Only show the exact statements.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        List<IndexStep> steps;
        try (AuditDbClient client = root.client()) {
            steps = client.indexes().apply(drop, dryRun);
        }
        return new IndexView(root, json).show(steps, dryRun);
    }
}
