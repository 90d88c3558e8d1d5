package io.auditdb.client;

import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.TableReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How the databases do their work, what to expect, and what to change. Throws as {@link AuditDbClient} does; nothing here changes anything.
 * Safe for use by many threads.
 */
public final class PerformanceOperations {
    private static final String PERFORMANCE = "/v1/performance/";

    private final Transport transport;

    PerformanceOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns what statements cost, on the primary and on the replicas. */
    public StatementReport statements(StatementQuery query) {
        var parameters = new QueryString()
                .add("period", query.period().toSeconds() + "s")
                .add("threshold", query.threshold().toMillis() + "ms")
                .add("order", query.order().name().toLowerCase(Locale.ROOT))
                .add("limit", query.limit())
                .add("refresh", query.refresh() ? "true" : null);
        try (Answer answer = transport.send(slow(Call.get(PERFORMANCE + "statements" + parameters)))) {
            return answer.json(PerformanceAnswers::statements);
        }
    }

    /** Returns the state of the platform's tables, the largest first. */
    public List<TableReport> tables() {
        try (Answer answer = transport.send(slow(Call.get(PERFORMANCE + "tables")))) {
            return answer.json(PerformanceAnswers::tables);
        }
    }

    /** Returns what to change, with what it rests on. */
    public AdviceReport advise() {
        try (Answer answer = transport.send(slow(Call.get(PERFORMANCE + "advice")))) {
            return answer.json(PerformanceAnswers::report);
        }
    }

    /** Returns how load, size and demand are expected to go on, so far ahead: an hour to 30 days. */
    public ForecastReport forecast(Duration horizon) {
        var parameters = new QueryString().add("horizon", horizon.toHours() + "h");
        try (Answer answer = transport.send(slow(Call.get(PERFORMANCE + "forecast" + parameters)))) {
            return answer.json(PerformanceAnswers::forecasts);
        }
    }

    private Call slow(Call call) {
        return call.waiting(transport.settings().bulkTimeout());
    }
}
