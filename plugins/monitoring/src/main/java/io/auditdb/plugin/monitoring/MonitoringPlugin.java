package io.auditdb.plugin.monitoring;

import io.auditdb.api.event.EventListener;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.plugin.monitoring.advice.AdviceMetrics;
import io.auditdb.plugin.monitoring.advice.Advisors;
import io.auditdb.plugin.monitoring.advice.Performance;
import io.auditdb.plugin.monitoring.alert.Alerting;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.export.ManagedBeans;
import io.auditdb.plugin.monitoring.export.MetricRoutes;
import io.auditdb.plugin.monitoring.forecast.Forecasts;
import io.auditdb.plugin.monitoring.source.Sources;
import io.auditdb.plugin.monitoring.statement.Statements;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Shows how the platform is doing, and says so when it does not do well. */
public final class MonitoringPlugin implements Plugin {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Sources sources;
    private MetricRoutes routes;
    private Alerting alerting;
    private Performance performance;
    private List<Advisor> advisors;
    private AdviceMetrics advice;

    @Override
    public String name() {
        return "monitoring";
    }

    @Override
    public Class<? extends Record> settings() {
        return MonitoringSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        var settings = context.settings(MonitoringSettings.class);
        Metrics metrics = context.service(Metrics.class);
        sources = new Sources(context);
        routes = new MetricRoutes(metrics, settings.open());
        alerting = Alerting.open(context, settings.alerts());
        opened.push(alerting);
        var databases = new Databases(context);
        var statements = new Statements(databases, metrics, settings.statements());
        ConnectionManager connections = context.service(ConnectionManager.class);
        var forecasts = new Forecasts(databases, metrics, connections, settings.forecast());
        performance = new Performance(statements.reports(), databases, forecasts, context.extensions(Advisor.class));
        advisors = Advisors.of(
                context,
                databases,
                statements.reports(),
                forecasts,
                settings.advice(),
                settings.statements().slow());
        advice = new AdviceMetrics(() -> performance.advise().advice());
        begin(new Sampler("advice", List.of(advice::sample), settings.advice().interval()));
        begin(new Sampler(
                "statements",
                List.of(statements::sample, forecasts::sample),
                settings.statements().interval()));
        var slow = new ArrayList<Runnable>(List.of(sources::sampleDatabase, forecasts::look));
        if (settings.jmx()) {
            var beans = new ManagedBeans(metrics, context.directory().toString());
            opened.push(beans);
            slow.add(beans::refresh);
        }
        begin(new Sampler("monitoring", slow, settings.interval()));
        List<Runnable> quick = List.of(sources::sampleHealth, alerting::look);
        begin(new Sampler("alerts", quick, settings.alerts().interval()));
    }

    private void begin(Sampler sampler) {
        opened.push(sampler);
        sampler.start();
    }

    @Override
    public List<MetricSource> metricSources() {
        var all = new ArrayList<>(sources.all());
        all.add(advice);
        return all;
    }

    @Override
    public List<EventListener> listeners() {
        return alerting.listeners();
    }

    @Override
    public List<Alerts> alerts() {
        return List.of(alerting.alerts());
    }

    @Override
    public List<Advisor> advisors() {
        return advisors;
    }

    @Override
    public List<PerformanceMonitor> performanceMonitors() {
        return List.of(performance);
    }

    @Override
    public List<HttpRoute> routes() {
        var all = new ArrayList<>(routes.routes());
        all.addAll(alerting.routes());
        return all;
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
