package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.IndexAdvice.Action;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.Assessment.Assessed;
import io.auditdb.plugin.partitioning.index.IndexSettings.Auto;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The service: who may, what is planned, and the doing of it by one instance at a time. */
public final class Indexes implements IndexManager {
    private final Maintainer maintainer;
    private final IndexPlan plan;
    private final UsageReport usage;
    private final IndexExecution execution;
    private final AutoBounds bounds;
    private final Auto auto;

    private Indexes(
            Maintainer maintainer,
            IndexPlan plan,
            UsageReport usage,
            IndexExecution execution,
            AutoBounds bounds,
            Auto auto) {
        this.maintainer = maintainer;
        this.plan = plan;
        this.usage = usage;
        this.execution = execution;
        this.bounds = bounds;
        this.auto = auto;
    }

    /** Puts the parts together. */
    public static Indexes of(
            Maintainer maintainer,
            ConnectionManager connections,
            Replicas replicas,
            SystemRecords records,
            IndexSettings settings,
            Clock clock) {
        Strategy strategy = Strategy.of(settings.strategy());
        return new Indexes(
                maintainer,
                new IndexPlan(
                        maintainer,
                        strategy,
                        settings,
                        new QueryLog(connections, replicas, settings, clock),
                        replicas,
                        clock),
                new UsageReport(strategy),
                new IndexExecution(maintainer, records, settings),
                new AutoBounds(maintainer, settings),
                settings.auto());
    }

    private static void require(Access by) {
        if (!by.may(Right.OPERATE)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right operate");
        }
    }

    @Override
    public List<IndexUsage> usage(Access by) {
        require(by);
        return usage.of(plan.catalog());
    }

    @Override
    public IndexAnalysis advise(Access by) {
        require(by);
        return plan.analysis();
    }

    @Override
    public List<IndexStep> apply(Access by, boolean drop, boolean dryRun) {
        require(by);
        var steps = new ArrayList<IndexStep>();
        boolean done = !dryRun
                && maintainer.alone(() -> changes(drop).forEach(it -> steps.addAll(execution.run(by.principal(), it))));
        return done ? steps : planned(changes(drop));
    }

    /** Returns the same advice as {@link #advise}, in the form that all advisors have. */
    public AdviceReport advice() {
        return plan.report(Indexes::advice);
    }

    private static Advice advice(Assessed assessed) {
        Change change = assessed.change();
        var evidence = assessed.advice().evidence();
        String measured = change.reason() + "; " + evidence.counts().scans() + " scans, "
                + evidence.counts().bytes() + " bytes on " + change.partitions().size() + " partitions"
                + evidence.hypothesis().map(it -> "; " + it).orElse("");
        String does = switch (change.action()) {
            case ADD -> "build it: audit-db index apply";
            case DROP -> "drop it: audit-db index apply --drop";
            case DECLARE -> "declare it under plugins.partitioning.index.strategy: " + change.definition();
            case REVIEW -> "declare it otherwise, or no more";
        };
        return new Advice(
                change.kind(),
                change.index(),
                does,
                measured,
                change.work().stream()
                        .flatMap(it -> it.statements().stream())
                        .map(Work.Statement::sql)
                        .toList());
    }

    private List<Change> changes(boolean drop) {
        return plan.assessed().stream()
                .map(Assessed::change)
                .filter(it -> it.action() == Action.ADD || (drop && it.action() == Action.DROP))
                .toList();
    }

    private static List<IndexStep> planned(List<Change> changes) {
        return changes.stream()
                .flatMap(it -> it.work().stream())
                .map(it -> it.step(Outcome.PLANNED))
                .toList();
    }

    /** Does what the settings allow without anybody asking; nothing while another instance is at it. */
    public void automatic(Access by) {
        if (auto != Auto.OFF) {
            maintainer.alone(() -> bounds.within(plan.assessed()).forEach(it -> execution.run(by.principal(), it)));
        }
    }
}
