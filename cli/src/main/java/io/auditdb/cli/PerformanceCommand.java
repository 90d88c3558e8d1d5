package io.auditdb.cli;

import io.auditdb.cli.MonitorCommand.Format;
import java.time.Duration;
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
        throw root.misuse("Name what to look at: advise, benchmark, client, forecast, monitor, optimize or partition");
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
            name = "forecast",
            header = "Show how load, size and demand are expected to go on.",
            description = {
                "",
                "From what is kept hour by hour, by a line with the waves of the day and the week. Each forecast is first"
                        + " tested on what is known; where repeating the week before was nearer, that is shown instead."
                        + " OFF BY is the error on average, in percent of what was to be foretold."
            },
            footer = {
                "  audit-db performance forecast",
                "  audit-db performance forecast --horizon 24h --hourly --format csv"
            })
    int forecast(
            @Option(
                            names = "--horizon",
                            paramLabel = "SPAN",
                            defaultValue = "7d",
                            description = "How far ahead, 1h to 30d (default: ${DEFAULT-VALUE}).")
                    String horizon,
            @Option(names = "--hourly", description = "Show each hour, with what nineteen of twenty were within.")
                    boolean hourly,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            defaultValue = "table",
                            description = "table, json or csv (default: ${DEFAULT-VALUE}).")
                    Format format,
            @Option(names = "--json", description = "The same as --format json.") boolean json) {
        return new ForecastView(root).show(span(horizon), json ? Format.JSON : format, hourly);
    }

    private Duration span(String horizon) {
        try {
            return Times.duration(horizon);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--horizon " + horizon + ": " + e.getMessage());
        }
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
