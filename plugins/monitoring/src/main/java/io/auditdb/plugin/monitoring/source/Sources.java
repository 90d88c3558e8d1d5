package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.Replicas;
import java.time.Clock;
import java.util.List;

/** What there is to read, and what has to be asked for before. */
public final class Sources {
    private final HealthMetrics health;
    private final PartitionMetrics partitions;
    private final List<MetricSource> all;

    /** Reads the services of the platform. */
    public Sources(PluginContext context) {
        this.health = new HealthMetrics(context.service(Health.class));
        this.partitions = new PartitionMetrics(context.extensions(PartitionManager.class));
        this.all = List.of(
                new ProcessMetrics(),
                new DiskMetrics(context.directory()),
                new PoolMetrics(context.service(ConnectionManager.class)),
                new BreakerMetrics(context.service(Breakers.class)),
                new CacheMetrics(context.service(CacheManager.class)),
                new ReplicaMetrics(context.service(Replicas.class)),
                new SpoolMetrics(context.service(StoreAndForward.class)),
                new LedgerMetrics(context.service(Ledger.class), Clock.systemUTC()),
                new PluginMetrics(context.service(Plugins.class)),
                health,
                partitions);
    }

    /** Returns all of them. */
    public List<MetricSource> all() {
        return all;
    }

    /** Asks the checks of health, which take no longer than they may. */
    public void sampleHealth() {
        health.sample();
    }

    /** Asks the database for what it alone knows. */
    public void sampleDatabase() {
        partitions.sample();
    }
}
