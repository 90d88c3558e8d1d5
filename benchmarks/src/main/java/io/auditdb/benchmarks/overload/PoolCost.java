package io.auditdb.benchmarks.overload;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ConnectionManager.Purpose;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** What pooling saves, and what the platform adds to it when there is room. For one thread. */
final class PoolCost {
    private static final String SELECT = "SELECT count(*) FROM audit_event WHERE tenant = ? AND subject_id = ?";
    private static final int TAKES = 1000;

    private final Bench bench;
    private final ConnectionManager connections;
    private final DatabaseAddress address;
    private final HealthEvents events;

    PoolCost(Bench bench, TestingAuditDb audit, HealthEvents events) {
        this.bench = bench;
        this.connections = audit.platform().service(ConnectionManager.class);
        this.address = audit.postgres().address();
        this.events = events;
    }

    /** Where a connection comes from. */
    private interface Source {
        Connection open() throws SQLException;
    }

    void run(Report report) throws SQLException {
        report.add(pooled());
        report.add(admission());
    }

    private Row pooled() throws SQLException {
        var pooled = new Samples();
        var opened = new Samples();
        int count = bench.quick() ? 300 : 3000;
        for (int i = -count / 3; i < count; i++) { // until it runs as compiled code
            double ours = query(() -> connections.connection(Purpose.READ), i);
            double theirs =
                    query(() -> DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password()), i);
            if (i >= 0) {
                pooled.add(ours);
                opened.add(theirs);
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("queries", count);
        settings.put("medianMicrosPooled", Row.rounded(pooled.median()));
        settings.put("medianMicrosOpened", Row.rounded(opened.median()));
        double less = 100 * (1 - pooled.median() / opened.median());
        return new Row("pooled-query", less, "% less time", 50, 30, Row.Better.HIGHER, settings);
    }

    private double query(Source source, int number) throws SQLException {
        AuditEvent of = events.event(Math.abs(number));
        long start = System.nanoTime();
        try (Connection connection = source.open();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, of.tenant());
            statement.setString(2, of.subject().orElseThrow().id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
        return (System.nanoTime() - start) / 1e3;
    }

    /** Taken and given back, with nothing in between. */
    private Row admission() throws SQLException {
        var ours = new Samples();
        var theirs = new Samples();
        int rounds = bench.quick() ? 300 : 1000;
        var config = new HikariConfig();
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(2);
        try (var hikari = new HikariDataSource(config)) {
            for (int round = -rounds; round < rounds; round++) {
                double mine = take(() -> connections.connection(Purpose.READ));
                double peer = take(hikari::getConnection);
                if (round >= 0) {
                    ours.add(mine);
                    theirs.add(peer);
                }
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("times", rounds * TAKES);
        settings.put("microsWithAdmission", Row.rounded(ours.median()));
        settings.put("microsHikariCP", Row.rounded(theirs.median()));
        return new Row("admission-cost", ours.median() - theirs.median(), "us", 1, 5, Row.Better.LOWER, settings);
    }

    private static double take(Source source) throws SQLException {
        long start = System.nanoTime();
        for (int i = 0; i < TAKES; i++) {
            source.open().close();
        }
        return (System.nanoTime() - start) / 1e3 / TAKES;
    }
}
