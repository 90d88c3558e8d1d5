package io.auditdb.cli;

import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Shows partitions, and what is done with them. */
final class PartitionView {
    private final RootCommand root;
    private final boolean json;

    PartitionView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(List<PartitionInfo> partitions) {
        if (json) {
            root.printJson(Map.of(
                    "partitions", partitions.stream().map(PartitionView::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "NAME", "FROM", "TO", "STATE", "BYTES", "ROWS");
        for (PartitionInfo partition : partitions) {
            table.row(
                    partition.name(),
                    partition
                            .range()
                            .map(PartitionRange::from)
                            .map(PartitionView::bound)
                            .orElse("DEFAULT"),
                    partition
                            .range()
                            .map(PartitionRange::to)
                            .map(PartitionView::bound)
                            .orElse(""),
                    partition.state().text()
                            + partition.goal().map(goal -> " > " + goal.text()).orElse(""),
                    Long.toString(partition.bytes()),
                    "~" + partition.estimatedRows());
        }
        table.flush();
    }

    void show(PartitionAnalysis analysis) {
        if (json) {
            root.printJson(of(analysis));
            return;
        }
        root.print(Text.count(analysis.partitions().size(), "partition") + ", " + analysis.interval() + ": "
                + analysis.bytes() + " bytes, about " + Text.count(analysis.estimatedRows(), "row") + ", "
                + analysis.bytesPerDay() + " bytes a day, " + analysis.emptyPartitions() + " empty");
        analysis.advice()
                .forEach(advice -> root.print(
                        "  " + advice.subject() + ": " + advice.recommendation() + " (" + advice.evidence() + ")"));
        if (analysis.advice().isEmpty()) {
            root.print("Nothing to change.");
        }
    }

    /** Shows steps; returns the exit code they come to. */
    int show(List<PartitionStep> steps, boolean dryRun) {
        if (json) {
            root.printJson(Views.object(
                    "dryRun",
                    dryRun,
                    "steps",
                    steps.stream().map(PartitionView::of).toList()));
        } else {
            var table = new Table(root.surroundings().out(), "PARTITION", "ACTION", "OUTCOME", "REASON");
            steps.forEach(step -> table.row(
                    step.partition(),
                    step.action().text() + (step.subject().isEmpty() ? "" : " " + step.subject()),
                    step.outcome().text(),
                    step.reason()));
            table.flush();
            root.print(Text.count(steps.size(), "step") + (dryRun ? " planned." : "."));
        }
        return steps.stream().anyMatch(step -> step.outcome() == Outcome.FAILED) ? ExitCode.FAILED : ExitCode.OK;
    }

    private static Map<String, Object> of(PartitionInfo partition) {
        return Views.object(
                "name", partition.name(),
                "from",
                        partition
                                .range()
                                .map(PartitionRange::from)
                                .map(PartitionView::json)
                                .orElse(null),
                "to",
                        partition
                                .range()
                                .map(PartitionRange::to)
                                .map(PartitionView::json)
                                .orElse(null),
                "default", partition.range().isEmpty(),
                "state", partition.state().text(),
                "goal", partition.goal().map(PartitionState::text).orElse(null),
                "bytes", partition.bytes(),
                "estimatedRows", partition.estimatedRows());
    }

    private static Map<String, Object> of(PartitionAnalysis analysis) {
        return Views.object(
                "interval", analysis.interval().toString(),
                "partitions",
                        analysis.partitions().stream().map(PartitionView::of).toList(),
                "bytes", analysis.bytes(),
                "estimatedRows", analysis.estimatedRows(),
                "emptyPartitions", analysis.emptyPartitions(),
                "bytesPerDay", analysis.bytesPerDay(),
                "advice", analysis.advice().stream().map(AdviceView::of).toList());
    }

    static Map<String, Object> of(PartitionStep step) {
        return Views.object(
                "partition", step.partition(),
                "action", step.action().text(),
                "subject", step.subject().isEmpty() ? null : step.subject(),
                "reason", step.reason(),
                "outcome", step.outcome().text());
    }

    static String json(Instant bound) {
        return isOpen(bound) ? null : bound.toString();
    }

    private static String bound(Instant bound) {
        return isOpen(bound) ? "-" : bound.toString();
    }

    private static boolean isOpen(Instant bound) {
        return bound.equals(Instant.MIN) || bound.equals(Instant.MAX);
    }
}
