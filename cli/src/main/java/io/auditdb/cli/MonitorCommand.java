package io.auditdb.cli;

import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "What the databases count.",
        description = {"", "Needs the right to operate, and the plugin monitoring. Changes nothing, and resets nothing."
        },
        footer = {
            "  audit-db performance monitor slow-queries --threshold 500ms",
            "  audit-db performance monitor tables",
            "  audit-db performance monitor indexes",
            "  audit-db performance monitor summary"
        })
final class MonitorCommand implements Runnable {
    private static final String FORMAT = "table, json or csv (default: ${DEFAULT-VALUE}).";
    private static final String JSON = "The same as --format json.";

    private final RootCommand root;

    MonitorCommand(RootCommand root) {
        this.root = root;
    }

    /** How to show it. */
    enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Override
    public void run() {
        throw root.misuse("Name what to look at: slow-queries, indexes, tables or summary");
    }

    @Command(
            name = "slow-queries",
            header = "Show the statements that took long, with their plans and what to do about them.",
            description = {
                "",
                "By pg_stat_statements, hour by hour, on the primary and on the replicas; where the database has no such"
                        + " extension, by the times that the platform took itself, and it says so."
            },
            footer = {
                "  audit-db performance monitor slow-queries --limit 10 --threshold 1000",
                "  audit-db performance monitor slow-queries --threshold 0 --order total --period 1h --refresh --plans"
            })
    int slowQueries(
            @Option(
                            names = {"-l", "--limit"},
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(
                            names = {"-t", "--threshold"},
                            paramLabel = "SPAN",
                            defaultValue = "1s",
                            description = "Those that took at least as long on average: 1s, 250ms; without a unit,"
                                    + " milliseconds (default: ${DEFAULT-VALUE}).")
                    String threshold,
            @Option(
                            names = "--period",
                            paramLabel = "SPAN",
                            defaultValue = "24h",
                            description = "How far back, in whole hours: 1h, 7d (default: ${DEFAULT-VALUE}).")
                    String period,
            @Option(
                            names = "--order",
                            paramLabel = "ORDER",
                            defaultValue = "mean",
                            description = "total, mean or calls, the most first (default: ${DEFAULT-VALUE}).")
                    Order order,
            @Option(names = "--refresh", description = "Ask the databases now; else up to five minutes are missing.")
                    boolean refresh,
            @Option(names = "--plans", description = "Show whole texts, and how the database would do them.")
                    boolean plans,
            @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = FORMAT)
                    Format format,
            @Option(names = "--json", description = JSON) boolean json) {
        StatementQuery query = query(period, threshold, order, limit, refresh);
        return new PerformanceView(root).statements(query, json ? Format.JSON : format, plans);
    }

    private StatementQuery query(String period, String threshold, Order order, int limit, boolean refresh) {
        String millis = threshold.matches("\\d+") ? threshold + "ms" : threshold;
        try {
            return new StatementQuery(span("--period", period), span("--threshold", millis), order, limit, refresh);
        } catch (IllegalArgumentException e) { // the message begins with the name of the option
            throw root.misuse("--" + e.getMessage());
        }
    }

    private Duration span(String option, String text) {
        try {
            return Times.duration(text);
        } catch (IllegalArgumentException e) {
            throw root.misuse(option + " " + text + ": " + e.getMessage());
        }
    }

    @Command(
            name = "indexes",
            header = "Show how each index of events is used.",
            footer = {"  audit-db performance monitor indexes --json"})
    int indexes(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        return new IndexCommand(root).usage(false, json);
    }

    @Command(
            name = "tables",
            header = "Show how large tables are, and how well they are looked after.",
            description = {
                "",
                "Partitions of events are shown together, as audit_event. AIR is what rows do not need of the table, by"
                        + " estimate; AGE is that of the oldest row in transactions, after two billion of which"
                        + " PostgreSQL would stop."
            },
            footer = {"  audit-db performance monitor tables --limit 5 --format csv"})
    int tables(
            @Option(
                            names = {"-l", "--limit"},
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many, the largest first (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = FORMAT)
                    Format format,
            @Option(names = "--json", description = JSON) boolean json) {
        if (limit < 1) {
            throw root.misuse("--limit must be at least 1");
        }
        return new PerformanceView(root).tables(limit, json ? Format.JSON : format);
    }

    @Command(
            name = "summary",
            header = "Show in a few lines what costs most, what is largest, and what to change.",
            footer = {"  audit-db performance monitor summary"})
    int summary(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        return new PerformanceView(root).summary(json);
    }
}
