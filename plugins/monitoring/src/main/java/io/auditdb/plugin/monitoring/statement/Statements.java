package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.operations.Metrics;
import io.auditdb.plugin.monitoring.database.Databases;

/** Puts the parts together: what reads, what keeps and what reports. */
public final class Statements {
    private final StatementSampler sampler;
    private final StatementReports reports;

    /** Reads nothing before it is told to. */
    public Statements(Databases databases, Metrics metrics, StatementSettings settings) {
        var history = new StatementHistory(settings.max(), settings.keep());
        this.sampler = new StatementSampler(databases, history, new OperationCosts(metrics), settings.interval());
        this.reports = new StatementReports(databases, sampler);
    }

    /** Asks the servers what came since, unless that was done a moment ago. */
    public void sample() {
        sampler.sample(false);
    }

    /** Returns who reports. */
    public StatementReports reports() {
        return reports;
    }
}
