package io.auditdb.plugin.partitioning;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.plugin.partitioning.index.Indexes;
import java.util.ArrayList;
import java.util.List;

/** What to change about partitions and their indexes, beyond what maintenance does by itself. */
final class PartitionAdvisor implements Advisor {
    private final Partitions partitions;
    private final MaintenancePlan plan;
    private final Indexes indexes;
    private final Access access;

    PartitionAdvisor(Partitions partitions, MaintenancePlan plan, Indexes indexes, Access access) {
        this.partitions = partitions;
        this.plan = plan;
        this.indexes = indexes;
        this.access = access;
    }

    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public AdviceReport advise() {
        var advice = new ArrayList<Advice>();
        plan.repairs(access.principal()).stream()
                .filter(it -> it.action() != Action.DRAIN) // which the analysis names with its size
                .map(it -> repair(kind(it), it))
                .forEach(advice::add);
        plan.missing().stream().map(it -> repair("partition-missing", it)).forEach(advice::add);
        advice.addAll(partitions.analyze(access).advice());
        AdviceReport ofIndexes = indexes.advice();
        advice.addAll(ofIndexes.advice());
        return new AdviceReport(advice, ofIndexes.remarks());
    }

    private static String kind(PartitionStep step) {
        return switch (step.action()) {
            case REINDEX, DROP_INDEX -> "index-invalid";
            case ADD_INDEX -> "index-missing";
            default -> "partition-interrupted";
        };
    }

    private static Advice repair(String kind, PartitionStep step) {
        return new Advice(
                kind,
                step.subject().isEmpty() ? step.partition() : step.subject(),
                "let maintenance " + step.action().text() + " it: audit-db partition maintain",
                (step.subject().isEmpty() ? "" : "on " + step.partition() + " ") + step.reason(),
                List.of());
    }
}
