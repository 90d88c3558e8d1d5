package io.auditdb.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Look after how the platform performs.",
        description = {"", "The same as the command audit-db-performance."},
        footer = {
            "  audit-db performance client health --json",
            "  audit-db-performance monitor indexes",
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
                .addSubcommand("partition", new PerformancePartitionCommand(root));
    }

    @Override
    public void run() {
        throw root.misuse("Name what to look at: client, monitor or partition");
    }

    @Command(
            header = "The platform as its clients see it.",
            footer = {"  audit-db performance client health"})
    private static final class ClientCommand implements Runnable {
        private final RootCommand root;

        ClientCommand(RootCommand root) {
            this.root = root;
        }

        @Override
        public void run() {
            throw root.misuse("Name what to look at: health");
        }
    }

    @Command(
            header = "What the database counts.",
            footer = {"  audit-db performance monitor indexes"})
    static final class MonitorCommand implements Runnable {
        private final RootCommand root;

        MonitorCommand(RootCommand root) {
            this.root = root;
        }

        @Override
        public void run() {
            throw root.misuse("Name what to look at: indexes");
        }

        @Command(
                name = "indexes",
                header = "Show how each index of events is used.",
                footer = {"  audit-db performance monitor indexes --json"})
        int indexes(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
            return new IndexCommand(root).usage(false, json);
        }
    }
}
