package io.auditdb.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Look after how the platform performs.",
        description = {"", "The same as the command audit-db-performance."},
        footer = {
            "  audit-db performance client health --json",
            "  audit-db-performance monitor slow-queries --threshold 500ms --period 7d",
            "  audit-db-performance optimize config",
            "  audit-db-performance partition analyze"
        })
final class PerformanceCommand implements Runnable {
    private final RootCommand root;

    private PerformanceCommand(RootCommand root) {
        this.root = root;
    }

    /** Returns the command with those below it. */
    static CommandLine line(RootCommand root) {
        return new CommandLine(new PerformanceCommand(root))
                .addSubcommand(
                        "client",
                        new CommandLine(new ClientCommand(root)).addSubcommand("health", new ClientHealthCommand(root)))
                .addSubcommand("monitor", new MonitorCommand(root))
                .addSubcommand("benchmark", new BenchmarkCommand(root))
                .addSubcommand("optimize", new OptimizeCommand(root))
                .addSubcommand("partition", new PerformancePartitionCommand(root));
    }

    @Override
    public void run() {
        throw root.misuse("Name what to look at: advise, benchmark, client, monitor, optimize or partition");
    }

    @Command(
            name = "advise",
            header = "Say what to change, each with what it rests on.",
            description = {
                "",
                "About statements, tables, sessions, settings, indexes, partitions, pools, caches, replicas and disks."
                        + " Changes nothing."
            },
            footer = {"  audit-db performance advise --json"})
    int advise(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        return new PerformanceView(root).advice(it -> true, json);
    }

    @Command(
            header = "The platform as its clients see it.",
            footer = {"  audit-db performance client health", "  audit-db performance client report"})
    static final class ClientCommand implements Runnable {
        private final RootCommand root;

        ClientCommand(RootCommand root) {
            this.root = root;
        }

        @Override
        public void run() {
            throw root.misuse("Name what to do: health, report or optimize");
        }

        @Command(
                name = "report",
                header = "Show everything at once: health, pools, statements, tables and advice.",
                footer = {"  audit-db performance client report --json"})
        int report(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
            return new PerformanceView(root).report(json);
        }

        @Command(
                name = "optimize",
                header = "Carry out what is safe: maintenance of partitions, and indexes that are declared.",
                description = {"", "What else there is to change is listed, and left to you."},
                footer = {"  audit-db performance client optimize --dry-run"})
        int optimize(@Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun) {
            int maintained = new PartitionCommand(root).maintain(dryRun, false);
            int built = new IndexCommand(root).apply(false, dryRun, false);
            new PerformanceView(root).advice(advice -> true, false);
            return Math.max(maintained, built);
        }
    }
}
