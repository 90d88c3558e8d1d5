package io.auditdb.benchmarks.partitions;

import static io.auditdb.benchmarks.partitions.ManyPartitions.OPERATOR;
import static io.auditdb.benchmarks.partitions.ManyPartitions.SETTINGS;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Stopwatch;
import io.auditdb.testing.OtherInstance;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sixteen maintainers in four processes on one database: one acts, none fails, and none waits for another in a circle. */
final class ManyMaintainers {
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 1;
    private static final int DROPPED = 12;

    private final Bench bench;

    ManyMaintainers(Bench bench) {
        this.bench = bench;
    }

    void run(Report report) throws Exception {
        try (TestingAuditDb audit = bench.open(SETTINGS)) {
            PartitionManager partitions = audit.platform().service(PartitionManager.class);
            var range = new PartitionRange(Instant.parse("2005-01-01T00:00:00Z"), OtherInstance.CLEANED);
            var order = new PartitionOrder(range, Optional.of(PartitionInterval.parse("monthly")));
            partitions.create(OPERATOR, order, false);
            long deadlocks = deadlocks(audit);
            var failures = new ArrayList<String>();
            double seconds = work(audit, failures);
            Map<String, Object> settings = bench.settings();
            settings.put("processes", PROCESSES);
            settings.put("maintainers", PROCESSES * OtherInstance.THREADS);
            settings.put("seconds", Row.rounded(seconds));
            settings.put("failures", failures);
            settings.put("deadlocks", deadlocks(audit) - deadlocks);
            settings.put("droppedMoreOrLessThanOnce", Math.abs(drops(audit) - DROPPED));
            double value = failures.size() + deadlocks(audit) - deadlocks + Math.abs(drops(audit) - DROPPED);
            report.add(new Row("many-maintainers", value, "failures", 0, 0, Row.Better.LOWER, settings));
        }
    }

    private double work(TestingAuditDb audit, List<String> failures) throws Exception {
        var others = new ArrayList<OtherInstance>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                others.add(OtherInstance.start(audit, bench.quick() ? QUICK_ROUNDS : ROUNDS));
            }
            return Stopwatch.seconds(() -> {
                for (OtherInstance other : others) {
                    other.go();
                }
                for (OtherInstance other : others) {
                    failures.addAll(other.failures());
                }
            });
        } finally {
            for (OtherInstance other : others) {
                other.close();
            }
        }
    }

    private static long drops(TestingAuditDb audit) {
        EventQuery query = EventQuery.builder()
                .tenant("_system")
                .action("partition.drop")
                .limit(1000)
                .build();
        return audit.database().query(query).events().size();
    }

    private static long deadlocks(TestingAuditDb audit) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
