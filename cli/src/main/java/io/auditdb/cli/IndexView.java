package io.auditdb.cli;

import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Evidence;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.api.storage.QueryShape;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows indexes, advice about them, and what is done with them. */
final class IndexView {
    private final RootCommand root;
    private final boolean json;

    IndexView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void showUsage(List<IndexUsage> indexes, boolean partitions) {
        if (json) {
            root.printJson(Map.of("indexes", indexes.stream().map(IndexView::of).toList()));
            return;
        }
        var table = new Table(
                root.surroundings().out(), "INDEX", "SCANS", "READ", "FETCHED", "BYTES", "LAST USED", "DEFINITION");
        for (IndexUsage index : indexes) {
            row(table, index.index(), index.counts(), name(index.origin()) + ": " + index.definition());
            if (partitions) {
                index.partitions()
                        .forEach(it -> row(
                                table,
                                "  " + it.partition(),
                                it.counts(),
                                it.valid() ? it.index() : it.index() + " (not valid)"));
            }
        }
        table.flush();
    }

    private static void row(Table table, String name, Counts counts, String last) {
        table.row(
                name,
                Long.toString(counts.scans()),
                Long.toString(counts.tuplesRead()),
                Long.toString(counts.tuplesFetched()),
                Long.toString(counts.bytes()),
                counts.lastUsed().map(Instant::toString).orElse("-"),
                last);
    }

    void show(IndexAnalysis analysis) {
        if (json) {
            root.printJson(of(analysis));
            return;
        }
        root.print("Scans counted since " + analysis.since() + "; queries since " + analysis.querySince() + ", from "
                + analysis.querySource() + ".");
        analysis.advice().forEach(this::show);
        analysis.remarks().forEach(it -> root.print("Note: " + it + "."));
        if (analysis.advice().isEmpty()) {
            root.print("Nothing to change.");
        }
    }

    private void show(IndexAdvice advice) {
        root.print(name(advice.action()) + " " + advice.index() + " on "
                + Text.count(advice.partitions().size(), "partition") + ": " + advice.reason());
        root.print("  " + advice.definition());
        Evidence evidence = advice.evidence();
        root.print("  " + Text.count(evidence.counts().scans(), "scan") + ", "
                + evidence.counts().bytes() + " bytes; " + evidence.cost().bytesPerRow() + " bytes for each of "
                + evidence.cost().rowsPerDay() + " rows a day ("
                + evidence.cost().basis() + ")");
        evidence.queries()
                .forEach(it -> root.print("  by " + String.join(", ", it.filters()) + ": "
                        + Text.count(it.calls(), "call")
                        + it.mean()
                                .map(mean -> ", " + mean.toNanos() / 1000 + " us each")
                                .orElse("")));
        evidence.hypothesis().ifPresent(it -> root.print("  " + it));
    }

    /** Shows steps; returns the exit code they come to. */
    int show(List<IndexStep> steps, boolean dryRun) {
        if (json) {
            root.printJson(Views.object(
                    "dryRun", dryRun, "steps", steps.stream().map(IndexView::of).toList()));
        } else {
            steps.forEach(step -> {
                root.print(step.step().partition() + ": " + step.step().action().text() + " "
                        + step.step().subject() + " " + step.step().outcome().text() + " ("
                        + step.step().reason() + ")");
                step.statements().forEach(it -> root.print("  " + it + ";"));
            });
            root.print(Text.count(steps.size(), "step") + (dryRun ? " planned." : "."));
        }
        return steps.stream().anyMatch(step -> step.step().outcome() == Outcome.FAILED) ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> of(IndexUsage index) {
        Map<String, Object> view =
                Views.object("index", index.index(), "definition", index.definition(), "origin", name(index.origin()));
        view.putAll(of(index.counts()));
        view.put("partitions", index.partitions().stream().map(IndexView::of).toList());
        return view;
    }

    private static Map<String, Object> of(IndexUsage.OfPartition partition) {
        Map<String, Object> view = Views.object(
                "partition", partition.partition(), "index", partition.index(), "valid", partition.valid());
        view.putAll(of(partition.counts()));
        return view;
    }

    private static Map<String, Object> of(Counts counts) {
        return Views.object(
                "scans", counts.scans(),
                "tuplesRead", counts.tuplesRead(),
                "tuplesFetched", counts.tuplesFetched(),
                "bytes", counts.bytes(),
                "lastUsed", counts.lastUsed().map(Instant::toString).orElse(null));
    }

    private static Map<String, Object> of(IndexAnalysis analysis) {
        return Views.object(
                "since", analysis.since().toString(),
                "querySource", analysis.querySource(),
                "querySince", analysis.querySince().toString(),
                "advice", analysis.advice().stream().map(IndexView::of).toList(),
                "remarks", analysis.remarks());
    }

    private static Map<String, Object> of(IndexAdvice advice) {
        return Views.object(
                "action", name(advice.action()),
                "index", advice.index(),
                "definition", advice.definition(),
                "partitions", advice.partitions(),
                "reason", advice.reason(),
                "evidence", of(advice.evidence()));
    }

    private static Map<String, Object> of(Evidence evidence) {
        var view = new LinkedHashMap<String, Object>(of(evidence.counts()));
        view.put("bytesPerRow", evidence.cost().bytesPerRow());
        view.put("rowsPerDay", evidence.cost().rowsPerDay());
        view.put("costBasis", evidence.cost().basis());
        view.put("queries", evidence.queries().stream().map(IndexView::of).toList());
        view.put("hypothesis", evidence.hypothesis().orElse(null));
        return view;
    }

    private static Map<String, Object> of(QueryShape shape) {
        return Views.object(
                "filters", shape.filters(),
                "calls", shape.calls(),
                "meanMicros", shape.mean().map(it -> it.toNanos() / 1000).orElse(null));
    }

    private static Map<String, Object> of(IndexStep step) {
        Map<String, Object> view = PartitionView.of(step.step());
        view.put("statements", step.statements());
        return view;
    }
}
