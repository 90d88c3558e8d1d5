package io.auditdb.plugin.partitioning;

import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.partitioning.index.IndexUpkeep;
import io.auditdb.plugin.partitioning.index.Indexes;
import io.auditdb.plugin.partitioning.retention.Guards;
import io.auditdb.plugin.partitioning.retention.HeldEvents;
import io.auditdb.plugin.partitioning.retention.HoldCheck;
import io.auditdb.plugin.partitioning.retention.Holds;
import io.auditdb.plugin.partitioning.retention.OverdueRetention;
import io.auditdb.plugin.partitioning.retention.Retention;
import io.auditdb.plugin.partitioning.retention.RetentionPlan;
import io.auditdb.plugin.partitioning.retention.RetentionRun;
import io.auditdb.plugin.partitioning.retention.Thinning;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Looks after the time partitions of the event table. */
public final class PartitioningPlugin implements Plugin {
    private static final Access PLATFORM = new Access("_system", Set.of(), Set.of(Right.OPERATE));

    private Partitions manager;
    private Holds holds;
    private HeldEvents heldEvents;
    private Retention retention;
    private Indexes indexes;
    private PartitionHealth health;
    private PartitionAdvisor advisor;
    private OverdueRetention overdue;
    private Jobs jobs;

    @Override
    public String name() {
        return "partitioning";
    }

    @Override
    public Class<? extends Record> settings() {
        return PartitioningSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        Clock clock = Clock.systemUTC();
        var settings = context.settings(PartitioningSettings.class);
        var partitions = context.service(EventPartitions.class);
        var records = context.service(SystemRecords.class);
        var connections = context.service(ConnectionManager.class);
        var maintainer = new Maintainer(connections, context.service(ErrorRecovery.class), settings);
        var removals = context.service(EventRemovals.class);
        var guards = new Guards(context.extensions(RetentionGuard.class));
        var archives = context.service(EventArchives.class);
        var retentionPlan = new RetentionPlan(partitions, maintainer, archives, settings.retention(), guards, clock);
        var creation = new Creation(partitions, maintainer, settings, clock);
        var dropping = new Dropping(
                partitions,
                maintainer,
                settings,
                new ArchivedCheck(archives).or(retentionPlan),
                archives,
                removals,
                records);
        var archiving = new Archiving(partitions, maintainer, dropping, archives);
        var draining = new Draining(partitions, maintainer, records, clock);
        var plan = new MaintenancePlan(
                partitions,
                maintainer,
                creation,
                dropping,
                draining,
                new IndexRepair(maintainer),
                new Upkeep(maintainer, settings, clock),
                new IndexUpkeep(
                        maintainer,
                        settings.index(),
                        settings.bloatMinSize(),
                        settings.bloatPercent(),
                        settings.changedRows(),
                        clock));
        manager = new Partitions(
                partitions,
                maintainer,
                creation,
                plan,
                draining,
                new CleanupPlan(partitions, maintainer, dropping, new HoldCheck(DropCheck.EMPTY)),
                archiving,
                new Analysis(partitions, settings, clock),
                new Execution(records),
                clock);
        heldEvents = new HeldEvents(context.service(ErrorRecovery.class), context.service(Json.class));
        holds = new Holds(maintainer, records, settings.retention(), clock);
        retention = new Retention(
                maintainer,
                records,
                settings.retention(),
                retentionPlan,
                new RetentionRun(
                        maintainer,
                        retentionPlan,
                        new Thinning(maintainer, archives, removals, records, settings.retention(), guards, clock),
                        dropping,
                        archiving,
                        archives,
                        records));
        var replicas = context.service(Replicas.class);
        indexes = Indexes.of(maintainer, connections, replicas, records, settings.index(), clock);
        advisor = new PartitionAdvisor(manager, plan, indexes, PLATFORM);
        health = new PartitionHealth(plan, PLATFORM.principal());
        overdue = new OverdueRetention(partitions, maintainer, settings.retention(), clock);
        jobs = new Jobs(settings, JobDatabase.of(maintainer::connect), this::maintain);
        jobs.start();
    }

    private void maintain() {
        List<PartitionStep> steps = manager.maintain(PLATFORM, false);
        indexes.automatic(PLATFORM);
        long failed = steps.stream()
                .filter(step -> step.outcome() == PartitionStep.Outcome.FAILED)
                .count();
        if (failed > 0) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, failed + " of " + steps.size() + " steps could not be done");
        }
    }

    @Override
    public List<PartitionManager> partitionManagers() {
        return List.of(manager);
    }

    @Override
    public List<IndexManager> indexManagers() {
        return List.of(indexes);
    }

    @Override
    public List<LegalHolds> legalHolds() {
        return List.of(holds);
    }

    @Override
    public List<RetentionManager> retentionManagers() {
        return List.of(retention);
    }

    @Override
    public List<RedactionGuard> redactionGuards() {
        return List.of(heldEvents);
    }

    @Override
    public List<Advisor> advisors() {
        return List.of(advisor, overdue);
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return List.of(health);
    }

    @Override
    public void close() throws InterruptedException {
        if (jobs != null) {
            jobs.close();
        }
    }
}
