package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.TableReport;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.forecast.Forecasts;
import io.auditdb.plugin.monitoring.statement.StatementReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: who may, and everybody who knows something. */
public final class Performance implements PerformanceMonitor {
    private static final Logger log = LoggerFactory.getLogger(Performance.class);

    private static final Duration LONGEST = Duration.ofDays(30);

    private final StatementReports statements;
    private final Tables tables;
    private final Forecasts forecasts;
    private final Set<Advisor> advisors;

    /** Asks these advisors, which come and go. */
    public Performance(StatementReports statements, Databases databases, Forecasts forecasts, Set<Advisor> advisors) {
        this.statements = statements;
        this.tables = new Tables(databases);
        this.forecasts = forecasts;
        this.advisors = advisors;
    }

    private static void require(Access by) {
        if (!by.may(Right.OPERATE)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right operate");
        }
    }

    @Override
    public StatementReport statements(Access by, StatementQuery query) {
        require(by);
        return statements.report(query);
    }

    @Override
    public List<TableReport> tables(Access by) {
        require(by);
        return tables.reports();
    }

    @Override
    public AdviceReport advise(Access by) {
        require(by);
        return advise();
    }

    @Override
    public ForecastReport forecast(Access by, Duration horizon) {
        require(by);
        if (horizon.compareTo(Duration.ofHours(1)) < 0 || horizon.compareTo(LONGEST) > 0) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "So far nothing is foretold",
                    List.of(new Fault("horizon", "must be between 1h and 30d")));
        }
        return forecasts.report(horizon);
    }

    /** Asks all advisors, for nobody in particular. */
    public AdviceReport advise() {
        var advice = new ArrayList<Advice>();
        var remarks = new ArrayList<String>();
        for (Advisor advisor :
                advisors.stream().sorted(Comparator.comparing(Advisor::name)).toList()) {
            try {
                AdviceReport report = advisor.advise();
                advice.addAll(report.advice());
                remarks.addAll(report.remarks());
            } catch (RuntimeException e) {
                log.debug("The advisor {} failed", advisor.name(), e);
                remarks.add(advisor.name() + " could not be judged: " + e.getMessage());
            }
        }
        return new AdviceReport(advice, remarks);
    }
}
