package io.auditdb.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        header = "Look after how the platform performs.",
        description = {"", "The same as the command audit-db-performance."},
        footer = {"  audit-db performance client health --json", "  audit-db-performance partition analyze"})
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
                        new CommandLine(new ClientCommand(root)).addSubcommand("health", new StatusCommand(root)))
                .addSubcommand("partition", new PerformancePartitionCommand(root));
    }

    @Override
    public void run() {
        throw root.misuse("Name what to look at: client or partition");
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
}
