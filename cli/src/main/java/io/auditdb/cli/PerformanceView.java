package io.auditdb.cli;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.TableReport;
import io.auditdb.cli.MonitorCommand.Format;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.HealthReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Shows statements, tables and advice. */
final class PerformanceView {
    private static final int TEXT = 90;
    private static final int FEW = 5;

    private final RootCommand root;

    PerformanceView(RootCommand root) {
        this.root = root;
    }

    int statements(StatementQuery query, Format format, boolean plans) {
        try (AuditDbClient client = root.client()) {
            StatementReport report = client.performance().statements(query);
            switch (format) {
                case JSON -> root.printJson(of(report));
                case CSV -> rows(report.statements(), true);
                case TABLE -> show(report, query.threshold(), plans);
            }
        }
        return ExitCode.OK;
    }

    private void show(StatementReport report, Duration threshold, boolean plans) {
        root.print("From " + report.from() + " to " + report.to() + " by " + report.source() + ": "
                + Text.seconds(report.total()) + " altogether.");
        report.remarks().forEach(it -> root.print("Note: " + it));
        if (report.statements().isEmpty()) {
            root.print(report.slowest()
                    .map(it -> "No statement took " + Text.millis(threshold)
                            + " or longer on average; the slowest took " + Text.millis(it) + ".")
                    .orElse("Nothing ran in this time."));
        }
        rows(report.statements(), false);
        for (Statement statement : report.statements()) {
            if (plans || !statement.advice().isEmpty()) {
                root.print("");
                root.print(statement.id() + " on " + statement.node() + ":");
                statement.advice().forEach(it -> root.print("  it " + it));
            }
            if (plans) {
                root.print("  " + Text.oneLine(statement.text()));
                statement.plan().forEach(it -> root.print("    " + Text.oneLine(it)));
            }
        }
    }

    private void rows(List<Statement> statements, boolean csv) {
        var table = new Table(
                root.surroundings().out(),
                csv,
                "MEAN MS",
                "BEFORE MS",
                "CALLS",
                "TOTAL MS",
                "SHARE %",
                "ROWS",
                "NODE",
                "ID",
                "STATEMENT");
        for (Statement statement : statements) {
            table.row(
                    Text.decimal(statement.mean()),
                    statement.before().map(Text::decimal).orElse(csv ? "" : "-"),
                    Long.toString(statement.calls()),
                    Text.decimal(statement.time()),
                    Long.toString(Math.round(statement.share() * 100)),
                    Long.toString(statement.work().rows()),
                    statement.node(),
                    statement.id(),
                    csv || statement.text().length() <= TEXT
                            ? statement.text()
                            : statement.text().substring(0, TEXT) + "...");
        }
        table.flush();
    }

    int tables(int limit, Format format) {
        try (AuditDbClient client = root.client()) {
            List<TableReport> tables =
                    client.performance().tables().stream().limit(limit).toList();
            if (format == Format.JSON) {
                root.printJson(Map.of(
                        "tables", tables.stream().map(PerformanceView::of).toList()));
            } else {
                rows(tables, format);
            }
        }
        return ExitCode.OK;
    }

    private void rows(List<TableReport> tables, Format format) {
        boolean csv = format == Format.CSV;
        var table = new Table(
                root.surroundings().out(),
                csv,
                "TABLE",
                "PARTITIONS",
                "BYTES",
                "INDEXES",
                "ROWS",
                "DEAD",
                "AIR",
                "CHANGED",
                "VACUUMED",
                "ANALYZED",
                "AGE");
        for (TableReport it : tables) {
            table.row(
                    it.table(),
                    it.partitions() == 0 && !csv ? "-" : Integer.toString(it.partitions()),
                    bytes(it.bytes(), csv),
                    bytes(it.indexBytes(), csv),
                    Long.toString(it.rows()),
                    Long.toString(it.deadRows()),
                    it.airBytes() < 0 ? (csv ? "" : "?") : bytes(it.airBytes(), csv),
                    Long.toString(it.changedRows()),
                    it.vacuumed().map(Instant::toString).orElse(csv ? "" : "never"),
                    it.analyzed().map(Instant::toString).orElse(csv ? "" : "never"),
                    Long.toString(it.freezeAge()));
        }
        table.flush();
    }

    private static String bytes(long bytes, boolean csv) {
        return csv ? Long.toString(bytes) : Text.bytes(bytes);
    }

    /** Shows the advice that is wanted; returns the exit code. */
    int advice(Predicate<Advice> wanted, boolean json) {
        try (AuditDbClient client = root.client()) {
            AdviceReport all = client.performance().advise();
            var report = new AdviceReport(all.advice().stream().filter(wanted).toList(), all.remarks());
            if (json) {
                root.printJson(AdviceView.of(report));
            } else {
                new AdviceView(root).show(report);
            }
        }
        return ExitCode.OK;
    }

    private record Summary(StatementReport statements, List<TableReport> tables, AdviceReport advice) {
        static Summary of(AuditDbClient client, int limit) {
            var query = new StatementQuery(Duration.ofDays(1), Duration.ZERO, Order.TOTAL, limit, true);
            return new Summary(
                    client.performance().statements(query),
                    client.performance().tables().stream().limit(limit).toList(),
                    client.performance().advise());
        }

        Map<String, Object> json() {
            return Views.object(
                    "statements", PerformanceView.of(statements),
                    "tables", tables.stream().map(PerformanceView::of).toList(),
                    "advice", AdviceView.of(advice));
        }
    }

    int summary(boolean json) {
        try (AuditDbClient client = root.client()) {
            var summary = Summary.of(client, FEW);
            if (json) {
                root.printJson(summary.json());
            } else {
                show(summary);
            }
        }
        return ExitCode.OK;
    }

    private void show(Summary summary) {
        root.print("What took most time");
        show(summary.statements(), Duration.ZERO, false);
        root.print("");
        root.print("What is largest");
        rows(summary.tables(), Format.TABLE);
        root.print("");
        root.print("What to change");
        new AdviceView(root).show(summary.advice());
    }

    int report(boolean json) {
        try (AuditDbClient client = root.client()) {
            HealthReport health = client.operations().health();
            var pools = client.operations().pools();
            var summary = Summary.of(client, StatementQuery.MAX_LIMIT);
            if (json) {
                Map<String, Object> report = ClientHealthCommand.view(health, pools);
                report.putAll(summary.json());
                root.printJson(report);
            } else {
                StatusCommand.show(root, health);
                new PoolView(root).show(pools);
                root.print("");
                show(summary);
            }
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> of(StatementReport report) {
        return Views.object(
                "source", report.source(),
                "from", report.from().toString(),
                "to", report.to().toString(),
                "totalMillis", Millis.of(report.total()),
                "slowestMillis", report.slowest().map(Millis::of).orElse(null),
                "statements",
                        report.statements().stream().map(PerformanceView::of).toList(),
                "remarks", report.remarks());
    }

    private static Map<String, Object> of(Statement statement) {
        return Views.object(
                "id", statement.id(),
                "node", statement.node(),
                "text", statement.text(),
                "calls", statement.calls(),
                "totalMillis", Millis.of(statement.time()),
                "meanMillis", Millis.of(statement.mean()),
                "meanMillisBefore", statement.before().map(Millis::of).orElse(null),
                "share", statement.share(),
                "rows", statement.work().rows(),
                "blocksHit", statement.work().blocksHit(),
                "blocksRead", statement.work().blocksRead(),
                "blocksSpilled", statement.work().blocksSpilled(),
                "walBytes", statement.work().walBytes(),
                "plan", statement.plan(),
                "advice", statement.advice());
    }

    private static Map<String, Object> of(TableReport table) {
        return Views.object(
                "table", table.table(),
                "partitions", table.partitions(),
                "bytes", table.bytes(),
                "indexBytes", table.indexBytes(),
                "rows", table.rows(),
                "deadRows", table.deadRows(),
                "airBytes", table.airBytes() < 0 ? null : table.airBytes(),
                "changedRows", table.changedRows(),
                "vacuumed", table.vacuumed().map(Instant::toString).orElse(null),
                "analyzed", table.analyzed().map(Instant::toString).orElse(null),
                "freezeAge", table.freezeAge());
    }
}
