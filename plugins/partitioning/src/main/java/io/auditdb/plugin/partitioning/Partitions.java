package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionStep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The service: who may, what is planned, and the doing of it. */
final class Partitions implements PartitionManager {
    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Creation creation;
    private final MaintenancePlan maintenance;
    private final Draining draining;
    private final CleanupPlan cleanup;
    private final Archiving archiving;
    private final Analysis analysis;
    private final Execution execution;
    private final Clock clock;

    Partitions(
            EventPartitions partitions,
            Maintainer maintainer,
            Creation creation,
            MaintenancePlan maintenance,
            Draining draining,
            CleanupPlan cleanup,
            Archiving archiving,
            Analysis analysis,
            Execution execution,
            Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.creation = creation;
        this.maintenance = maintenance;
        this.draining = draining;
        this.cleanup = cleanup;
        this.archiving = archiving;
        this.analysis = analysis;
        this.execution = execution;
        this.clock = clock;
    }

    private static void require(Access by) {
        if (!by.may(Right.OPERATE)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right operate");
        }
    }

    @Override
    public List<PartitionInfo> list(Access by) {
        require(by);
        return Analysis.infos(Facts.read(maintainer, partitions));
    }

    @Override
    public PartitionAnalysis analyze(Access by) {
        require(by);
        return analysis.of(Facts.read(maintainer, partitions));
    }

    @Override
    public PartitionInterval interval() {
        return partitions.interval();
    }

    @Override
    public List<PartitionStep> create(Access by, PartitionOrder order, boolean dryRun) {
        require(by);
        List<Task> tasks = creation.plan(order);
        if (dryRun) {
            return Execution.planned(tasks);
        }
        creation.announce(tasks);
        return execution.run(by.principal(), "partition.create", tasks);
    }

    @Override
    public List<PartitionStep> maintain(Access by, boolean dryRun) {
        require(by);
        return run(by, "partition.maintain", dryRun, () -> maintenance.tasks(by.principal()));
    }

    @Override
    public List<PartitionStep> drain(Access by, boolean dryRun) {
        require(by);
        return run(
                by, "partition.drain", dryRun, () -> draining.plan(by.principal(), Facts.read(maintainer, partitions)));
    }

    @Override
    public List<PartitionStep> cleanup(Access by, Instant before, boolean dryRun) {
        require(by);
        requireOver(before, "This cannot be cleaned up");
        return run(by, "partition.cleanup", dryRun, () -> cleanup.tasks(by.principal(), before));
    }

    @Override
    public List<PartitionStep> archive(Access by, Instant before, boolean dryRun) {
        require(by);
        requireOver(before, "This cannot be archived");
        List<PartitionStep> steps = run(by, "archive.run", dryRun, () -> archiving.tasks(by.principal(), before));
        if (!dryRun) {
            archiving.tidy();
        }
        return steps;
    }

    private void requireOver(Instant before, String problem) {
        if (before.isAfter(clock.instant())) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    problem,
                    List.of(new Fault("/before", before + " is not over yet")));
        }
    }

    /** One instance works; while it does, the others only say what there is to do. */
    private List<PartitionStep> run(Access by, String action, boolean dryRun, Supplier<List<Task>> plan) {
        if (dryRun) {
            return Execution.planned(plan.get());
        }
        var steps = new ArrayList<PartitionStep>();
        boolean alone = maintainer.alone(() -> steps.addAll(execution.run(by.principal(), action, plan.get())));
        return alone ? steps : Execution.planned(plan.get());
    }
}
