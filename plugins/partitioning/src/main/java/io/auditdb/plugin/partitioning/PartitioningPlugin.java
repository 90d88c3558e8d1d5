package io.auditdb.plugin.partitioning;

import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.compliance.RetentionManager;
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
import io.auditdb.api.storage.PartitionManager;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Looks after the time partitions of the event table. */
public final class PartitioningPlugin implements Plugin {
    private static final Access PLATFORM = new Access("_system", Set.of(), Set.of(Right.OPERATE));

    private Partitions manager;
    private Holds holds;
    private Retention retention;
    private PartitionHealth health;
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
        var maintainer = new Maintainer(
                context.service(ConnectionManager.class), context.service(ErrorRecovery.class), settings);
        var check = new HoldCheck(DropCheck.EMPTY);
        var creation = new Creation(partitions, maintainer, settings, clock);
        var archives = context.service(EventArchives.class);
        var dropping = new Dropping(partitions, maintainer, settings, new ArchivedCheck(archives, check), records);
        var draining = new Draining(partitions, maintainer, records, clock);
        var plan = new MaintenancePlan(
                partitions,
                maintainer,
                creation,
                dropping,
                draining,
                new IndexRepair(maintainer, settings),
                new Upkeep(maintainer, settings, clock));
        manager = new Partitions(
                partitions,
                maintainer,
                creation,
                plan,
                draining,
                new CleanupPlan(partitions, maintainer, dropping, check),
                new Archiving(partitions, maintainer, dropping, archives),
                new Analysis(partitions, settings, clock),
                new Execution(records),
                clock);
        holds = new Holds(maintainer, records, settings.retention(), clock);
        retention = new Retention(
                maintainer,
                records,
                settings.retention(),
                new RetentionPlan(
                        partitions, maintainer, settings.retention(), context.extensions(RetentionGuard.class), clock));
        health = new PartitionHealth(plan, PLATFORM.principal());
        jobs = new Jobs(settings, JobDatabase.of(maintainer::connect), () -> manager.maintain(PLATFORM, false));
        jobs.start();
    }

    @Override
    public List<PartitionManager> partitionManagers() {
        return List.of(manager);
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
