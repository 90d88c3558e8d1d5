package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.StatementReport.Work;
import io.auditdb.api.operations.TableReport;
import io.auditdb.api.security.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One that remembers what it was asked; the real one is tested with the platform. */
final class FakeMonitor implements PerformanceMonitor {
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

    volatile StatementQuery asked;

    @Override
    public StatementReport statements(Access by, StatementQuery query) {
        asked = query;
        return new StatementReport(
                StatementReport.DATABASE,
                TIME,
                TIME.plusSeconds(60),
                Duration.ofMillis(9),
                Optional.of(Duration.ofNanos(4_500_000)),
                List.of(new Statement(
                        "00000000000000ff",
                        "primary",
                        "SELECT $1",
                        2,
                        Duration.ofMillis(9),
                        0.5,
                        Optional.empty(),
                        new Work(1, 2, 3, 4, 5),
                        List.of("Result"),
                        List.of("asks for nothing"))),
                List.of("a remark"));
    }

    @Override
    public List<TableReport> tables(Access by) {
        return List.of(
                new TableReport("audit_event", 2, 4096, 8192, 10, 1, -1, 3, Optional.of(TIME), Optional.empty(), 77));
    }

    @Override
    public AdviceReport advise(Access by) {
        return new AdviceReport(
                List.of(new Advice(
                        "index-unused", "some_index", "drop it", "0 scans", List.of("DROP INDEX some_index"))),
                List.of("sessions could not be judged"));
    }

    @Override
    public ForecastReport forecast(Access by, Duration horizon) {
        var point = new Forecast.Point(TIME.plus(horizon), 12.5, 11, 14);
        return new ForecastReport(
                List.of(new Forecast(
                        "events",
                        Forecast.Kind.TOTAL,
                        "events",
                        12,
                        Forecast.Method.SEASONAL_TREND,
                        new Forecast.Accuracy(1, 2, 10, 168),
                        Duration.ofDays(21),
                        List.of(point))),
                List.of("pool:old: too little is known"));
    }
}
