package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.Forecast.Method;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is expected of load, size and demand, from what is kept of them in the database. */
class TestForecast {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Duration WEEK = Duration.ofDays(7);

    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.closed(
                Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.statements.interval", "200ms"));
        audit.start();
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private PerformanceMonitor monitor() {
        return audit.platform().service(PerformanceMonitor.class);
    }

    private Map<String, Double> kept() throws SQLException {
        var kept = new HashMap<String, Double>();
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT figure, sum(value) FROM hourly_figure GROUP BY 1")) {
            while (row.next()) {
                kept.put(row.getString(1), row.getDouble(2));
            }
        }
        return kept;
    }

    /** Six weeks of a figure before this hour. */
    private void known(String figure, String value) throws SQLException {
        audit.postgres()
                .execute("INSERT INTO hourly_figure SELECT '" + figure
                        + "', date_trunc('hour', now(), 'UTC') - h * interval '1 hour', " + value
                        + " FROM generate_series(1, 6 * 168) h");
    }

    @Test
    void whatComesIsKeptByTheHour() throws SQLException {
        await().untilAsserted(() -> assertThat(kept()).containsKeys("events", "operations", "database"));
        audit.database()
                .append(IntStream.range(0, 30).mapToObj(SampleEvents::event).toList());
        await().untilAsserted(() -> assertThat(kept().get("events")).isGreaterThanOrEqualTo(30));
        assertThat(kept().get("database")).isGreaterThan(1e6);
        assertThat(kept()).containsKey("pool:primary-read");
        ForecastReport report = monitor().forecast(OPERATOR, WEEK);
        assertThat(report.forecasts()).isEmpty();
        assertThat(report.remarks().toString()).contains("a forecast takes 96");
    }

    @Test
    void aForecastIsMadeFromWhatIsKept() throws SQLException {
        known("events", "10000 - 8 * h + 4000 * sin(2 * pi() * h / 24)");
        known("database", "1e10 - 1e6 * h");

        List<Forecast> forecasts = monitor().forecast(OPERATOR, WEEK).forecasts();

        Forecast events = forecasts.stream()
                .filter(it -> it.figure().equals("events"))
                .findFirst()
                .orElseThrow();
        assertThat(events.method()).isEqualTo(Method.SEASONAL_TREND);
        assertThat(events.points()).hasSize(168);
        assertThat(events.error().relative()).isLessThan(0.01);
        assertThat(events.outcome()).isCloseTo(168 * (10_000 + 8 * 84), within(168 * 100.0));
        Forecast database = forecasts.get(0);
        assertThat(database.figure()).isEqualTo("database");
        assertThat(database.outcome()).isCloseTo(1e10 + 167e6, within(2e6));
    }

    @Test
    void aPoolThatWillBeTooSmallIsNamedBefore() throws SQLException {
        assertThat(advice("pool-small-ahead")).isEmpty();
        audit.stop();
        known("pool:primary-read", "round(20 + 15 * sin(2 * pi() * h / 24))");
        audit.start();
        await().untilAsserted(() -> assertThat(advice("pool-small-ahead"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.subject()).isEqualTo("primary-read");
                    assertThat(it.evidence()).contains("35 connections are expected", "and it may have 20");
                    assertThat(it.statements()).singleElement().asString().matches("database.pool.max: 3[56]");
                }));
    }

    @Test
    void theDiskOfAServerElsewhereIsFullAheadAsTheDatabaseGrows() throws SQLException {
        audit.stop();
        known("database", "8e6 - 7e3 * h"); // a new database has more
        audit = audit.with(Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.advice.server-disk", "12MB"));
        audit.start();
        assertThat(advice("disk-full-ahead")).singleElement().satisfies(it -> {
            assertThat(it.subject()).isEqualTo("database server");
            assertThat(it.evidence()).contains("more are expected a day: full in about ", "off by 0 % on average");
        });
        audit.stop();
        audit = audit.with(
                Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.advice.server-disk", "900GB"));
        audit.start();
        assertThat(advice("disk-full-ahead")).isEmpty();
    }

    private List<Advice> advice(String kind) {
        return monitor().advise(OPERATOR).advice().stream()
                .filter(it -> it.kind().equals(kind))
                .toList();
    }

    @Test
    void whoMayNotOperateIsRefusedAndAHorizonHasBounds() {
        Access reader = new Access("reader", Set.of(), Set.of(Right.READ));
        assertThatThrownBy(() -> monitor().forecast(reader, WEEK))
                .isInstanceOfSatisfying(
                        AuditDbException.class, it -> assertThat(it.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
        for (Duration wrong : List.of(Duration.ofMinutes(59), Duration.ofDays(31))) {
            assertThatThrownBy(() -> monitor().forecast(OPERATOR, wrong))
                    .isInstanceOfSatisfying(AuditDbException.class, it -> {
                        assertThat(it.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
                        assertThat(it.faults()).extracting("path").containsExactly("horizon");
                    });
        }
    }
}
