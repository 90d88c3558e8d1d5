package io.auditdb.cli;

import io.auditdb.cli.table.ColumnTarget;
import io.auditdb.cli.table.Counts;
import io.auditdb.cli.table.Finding;
import io.auditdb.cli.table.ImportState;
import io.auditdb.cli.table.SourceRow;
import io.auditdb.cli.table.SourceTable;
import io.auditdb.cli.table.TableImport;
import io.auditdb.cli.table.TableImport.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Shows how an import gets on and what came of it. */
final class ImportTableView implements TableImport.Listener, AutoCloseable {
    private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final RootCommand root;
    private final Mode mode;
    private final int maxFaults;
    private final Progress progress;
    private final long start = System.nanoTime();
    private final Map<String, Long> filled = new TreeMap<>();
    private long told = start;
    private long read;
    private long listed;
    private long missing;

    ImportTableView(RootCommand root, Mode mode, int maxFaults) {
        this.root = root;
        this.mode = mode;
        this.maxFaults = maxFaults;
        this.progress = new Progress(root.surroundings(), mode == Mode.IMPORT ? "Importing" : "Checking");
    }

    @Override
    public void batch(List<SourceRow> rows, List<Finding> findings, ImportState state, long expected) {
        read += rows.size();
        rows.forEach(row -> row.filled().forEach(column -> filled.merge(column, 1L, Long::sum)));
        findings.stream()
                .filter(finding -> finding.kind() != Finding.Kind.REMARK)
                .forEach(this::list);
        progress.at(state.counts().rows(), expected, pace(state, expected));
        if (!root.surroundings().terminal() && System.nanoTime() - told > TOLD_EVERY) {
            told = System.nanoTime();
            root.tell(state.counts().rows() + " rows, up to number " + state.position() + pace(state, expected));
        }
    }

    private void list(Finding finding) {
        if (finding.kind() == Finding.Kind.MISSING) {
            missing++;
        }
        if (listed++ < maxFaults) {
            progress.close();
            finding.problems()
                    .forEach(fault -> root.tell("row " + finding.row() + ": " + Text.oneLine(fault.toString())));
        }
    }

    private String pace(ImportState state, long expected) {
        long rate = rate();
        long left = expected - state.counts().rows();
        return ", " + rate + " rows/s"
                + (left <= 0 || rate == 0 ? "" : ", about " + Text.seconds(Duration.ofSeconds(left / rate)) + " left");
    }

    private long rate() {
        return Math.round(read / Math.max(1e-3, seconds()));
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Returns whether every row is where it should be. */
    boolean good(ImportState end) {
        return missing == 0 && end.counts().refused() == 0 && end.counts().changed() == 0;
    }

    void end(SourceTable source, ImportState end, Path report, boolean json) {
        progress.close();
        if (listed > maxFaults) {
            root.tell("and " + (listed - maxFaults) + " more, all in " + report);
        }
        if (json) {
            root.printJson(members(source, end, report));
            return;
        }
        if (mode == Mode.DRY_RUN) {
            var table = new Table(root.surroundings().out(), "COLUMN", "ROWS", "BECOMES");
            source.columns().forEach(column -> table.row(column, count(column), ColumnTarget.of(column)));
            table.flush();
        }
        root.print(summary(source.name(), end.counts()));
        if (end.reportBytes() > 0) {
            root.print("Report: " + report);
        }
    }

    private String count(String column) {
        return Long.toString(filled.getOrDefault(column, 0L));
    }

    private String summary(String table, Counts counts) {
        String rows = Text.count(counts.rows(), "row") + " of " + table + ": ";
        String wrong = counts.refused() + " refused, " + counts.changed() + " changed since they were stored";
        return switch (mode) {
            case IMPORT ->
                rows + counts.stored() + " stored, " + counts.duplicates() + " stored before, " + wrong + ", "
                        + Text.count(counts.remarked(), "remark");
            case DRY_RUN ->
                rows + counts.stored() + " would be stored, " + counts.duplicates() + " are stored, " + wrong + ", "
                        + Text.count(counts.remarked(), "remark");
            case VERIFY -> rows + counts.duplicates() + " stored as they are, " + missing + " missing, " + wrong;
        };
    }

    private Map<String, Object> members(SourceTable source, ImportState end, Path report) {
        Map<String, Object> members = Views.object(
                "table", source.name(),
                "mode", mode.name(),
                "good", good(end),
                "position", end.position() == Long.MIN_VALUE ? null : end.position(),
                "seconds", Math.round(seconds() * 10) / 10.0,
                "rowsPerSecond", rate(),
                "report", end.reportBytes() == 0 ? null : report.toString());
        members.putAll(end.counts().members());
        if (mode == Mode.VERIFY) {
            members.remove("stored");
            members.put("missing", missing);
        }
        if (mode == Mode.DRY_RUN) {
            members.put(
                    "columns",
                    source.columns().stream()
                            .map(column -> Views.object(
                                    "column", column,
                                    "rows", filled.getOrDefault(column, 0L),
                                    "becomes", ColumnTarget.of(column)))
                            .toList());
        }
        return members;
    }

    @Override
    public void close() {
        progress.close();
    }
}
