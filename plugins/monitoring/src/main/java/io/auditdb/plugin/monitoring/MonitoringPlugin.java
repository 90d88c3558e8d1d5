package io.auditdb.plugin.monitoring;

import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.Replicas;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Shows how the platform is doing. */
public final class MonitoringPlugin implements Plugin {
    static final String NAME = "monitoring";

    private List<MetricSource> sources;
    private MetricRoutes routes;
    private Sampler sampler;
    private ManagedBeans beans;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<? extends Record> settings() {
        return MonitoringSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        var settings = context.settings(MonitoringSettings.class);
        Metrics metrics = context.service(Metrics.class);
        var partitions = new PartitionMetrics(context.extensions(PartitionManager.class));
        var health = new HealthMetrics(context.service(Health.class));
        sources = List.of(
                new ProcessMetrics(),
                new PoolMetrics(context.service(ConnectionManager.class)),
                new BreakerMetrics(context.service(Breakers.class)),
                new CacheMetrics(context.service(CacheManager.class)),
                new ReplicaMetrics(context.service(Replicas.class)),
                new SpoolMetrics(context.service(StoreAndForward.class)),
                new LedgerMetrics(context.service(Ledger.class), Clock.systemUTC()),
                new PluginMetrics(context.service(Plugins.class)),
                health,
                partitions);
        routes = new MetricRoutes(metrics, settings);
        var questions = new ArrayList<Runnable>(List.of(health::sample, partitions::sample));
        if (settings.jmx()) {
            beans = new ManagedBeans(metrics, context.directory().toString());
            questions.add(beans::refresh);
        }
        sampler = new Sampler(questions, settings.interval());
        sampler.start();
    }

    @Override
    public List<MetricSource> metricSources() {
        return sources;
    }

    @Override
    public List<HttpRoute> routes() {
        return routes.routes();
    }

    @Override
    public void close() throws InterruptedException {
        if (sampler != null) {
            sampler.close();
        }
        if (beans != null) {
            beans.close();
        }
    }
}
