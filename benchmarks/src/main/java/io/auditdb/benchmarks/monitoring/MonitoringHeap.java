package io.auditdb.benchmarks.monitoring;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Row;
import io.auditdb.testing.TestingAuditDb;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much of the heap it takes to know how the platform is doing: the same work with the plugin and without it, on the same
 * number of tenants, with thousands of shapes of statements and a year of their hours in the database.
 */
final class MonitoringHeap {
    private static final double MOST_MEGABYTES = 32;
    private static final double FLOOR_MEGABYTES = 64;
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final int READINGS = 20;
    private static final int BITS = 14;
    private static final String YEAR = """
            INSERT INTO statement_hour (node, hour, statement, calls, millis, rows, hit, read, spilled, wal)
            SELECT 'primary', date_trunc('hour', now()) - h * interval '1 hour', s, 100, 10, 0, 0, 0, 0, 0
            FROM generate_series(1, %d) h, generate_series(1, 200) s
            ON CONFLICT DO NOTHING
            """;
    private static final String YEAR_OF_FIGURES = """
            INSERT INTO hourly_figure (figure, hour, value)
            SELECT f, date_trunc('hour', now(), 'UTC') - h * interval '1 hour', 1000 + 500 * sin(h * pi() / 12)
            FROM generate_series(1, %d) h, unnest(ARRAY['events', 'operations', 'pool:primary-read']) f
            ON CONFLICT DO NOTHING
            """;

    private final Bench bench;

    MonitoringHeap(Bench bench) {
        this.bench = bench;
    }

    Row row() throws Exception {
        double without = megabytes(false);
        double with = megabytes(true);
        Map<String, Object> settings = bench.settings();
        settings.put("tenants", tenants());
        settings.put("shapes", shapes());
        settings.put("hours", hours());
        settings.put("withoutMegabytes", Row.rounded(without));
        settings.put("withMegabytes", Row.rounded(with));
        return new Row(
                "metrics-heap",
                Math.max(0, with - without),
                "MB",
                MOST_MEGABYTES,
                FLOOR_MEGABYTES,
                Row.Better.LOWER,
                settings);
    }

    private int tenants() {
        return bench.quick() ? 100 : 1000;
    }

    private int shapes() {
        return bench.quick() ? 1000 : 10_000;
    }

    private int hours() {
        return bench.quick() ? 500 : 8760;
    }

    private double megabytes(boolean monitored) throws Exception {
        try (TestingAuditDb audit = bench.open(Map.of(
                "plugins.monitoring.enabled", monitored,
                "plugins.monitoring.statements.keep", "366d",
                "plugins.monitoring.forecast.keep", "366d",
                "plugins.monitoring.statements.interval", "1h",
                "plugins.monitoring.advice.interval", "1s"))) {
            for (int reading = 0; reading < READINGS; reading++) {
                for (int tenant = reading; tenant < tenants(); tenant += READINGS) {
                    use(audit, "tenant-" + tenant);
                }
                shapes(audit, reading);
                if (monitored) {
                    look(audit, Duration.ofHours(1));
                }
            }
            run(audit, YEAR.formatted(hours()));
            run(audit, YEAR_OF_FIGURES.formatted(hours()));
            if (monitored) {
                look(audit, Duration.ofDays(366));
            }
            return used();
        }
    }

    private static void use(TestingAuditDb audit, String tenant) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < 10; i++) {
            events.add(AuditEvent.builder()
                    .tenant(tenant)
                    .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                    .action(i % 2 == 0 ? "fhir.patient.read" : "auth.login.failure") // which a rule counts by tenant
                    .status(Status.SUCCESS)
                    .build());
        }
        audit.database().append(events);
        audit.database().query(EventQuery.builder().tenant(tenant).limit(10).build());
    }

    private void shapes(TestingAuditDb audit, int reading) throws SQLException {
        int each = shapes() / READINGS;
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < each; i++) {
                statement.execute("SELECT " + shape(reading * each + i));
            }
        }
    }

    /** Neither values nor names make a statement another one; which functions it calls does. */
    private static String shape(int number) {
        return IntStream.range(0, BITS)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "abs(1)" : "sqrt(1)")
                .collect(Collectors.joining(", "));
    }

    private static void run(TestingAuditDb audit, String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void look(TestingAuditDb audit, Duration period) {
        PerformanceMonitor monitor = audit.platform().service(PerformanceMonitor.class);
        monitor.statements(OPERATOR, new StatementQuery(period, Duration.ZERO, Order.TOTAL, 20, true));
        monitor.tables(OPERATOR);
        monitor.advise(OPERATOR);
        monitor.forecast(OPERATOR, Duration.ofDays(30));
        audit.platform().service(Metrics.class).read();
    }

    /** After collections, until they find nothing more to free. */
    private static double used() {
        long before = Long.MAX_VALUE;
        long now = heap();
        while (before - now > (1 << 18)) {
            before = now;
            System.gc();
            now = heap();
        }
        return now / 1048576.0;
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
