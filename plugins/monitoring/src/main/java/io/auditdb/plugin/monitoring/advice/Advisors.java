package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advisor;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.forecast.Forecasts;
import io.auditdb.plugin.monitoring.source.Operator;
import io.auditdb.plugin.monitoring.statement.Regressions;
import io.auditdb.plugin.monitoring.statement.StatementReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The advisors that come with this plugin. */
public final class Advisors {
    private Advisors() {}

    /** Returns one for each concern; {@code slow} is from when on a statement is. */
    public static List<Advisor> of(
            PluginContext context,
            Databases databases,
            StatementReports statements,
            Forecasts forecasts,
            AdviceSettings settings,
            Duration slow) {
        Clock clock = Clock.systemUTC();
        return List.of(
                new StatementAdvisor(statements, new Regressions(databases, settings.slower()), slow),
                new TableAdvisor(databases, settings, clock),
                new SessionAdvisor(databases, settings),
                new ServerAdvisor(databases, settings, clock),
                new PoolAdvisor(context.service(ConnectionManager.class), settings, clock),
                new DemandAdvisor(context.service(ConnectionManager.class), forecasts),
                new CacheAdvisor(context.service(CacheManager.class), Operator.ACCESS, settings, clock),
                new ReplicaAdvisor(context.service(Replicas.class), settings, clock),
                new DiskAdvisor(context.directory(), settings, clock),
                new ServerDiskAdvisor(databases, forecasts, settings));
    }
}
