package io.auditdb.benchmarks.router;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import java.sql.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How often a reader does not find what he wrote a moment ago. */
final class OwnWrites {
    private static final int THREADS = 8;
    private static final double MOST_WAIT_MILLIS = 1;

    /** After so long the primary answers. */
    private static final double PATIENCE_MILLIS = 100;

    private static final Duration DELAY = Duration.ofSeconds(2);

    private final Bench bench;
    private final TestingCluster cluster;
    private final TestingAuditDb audit;
    private final int trials;

    OwnWrites(Bench bench, TestingCluster cluster, TestingAuditDb audit) {
        this.bench = bench;
        this.cluster = cluster;
        this.audit = audit;
        this.trials = bench.quick() ? 1_000 : 10_000;
    }

    void run(Report report) throws Exception {
        report.add(row("own-writes-stale", Duration.ZERO));
        report.add(waiting());
        cluster.standbys().forEach(standby -> standby.delay(DELAY));
        report.add(row("own-writes-stale-lagging", DELAY));
        cluster.standbys().forEach(standby -> standby.delay(Duration.ZERO));
    }

    private Row row(String name, Duration delay) throws Exception {
        var withReceipt = new Samples();
        var without = new Samples();
        long stale = stale(withReceipt(withReceipt));
        long naive = stale(without(without));
        Map<String, Object> settings = bench.settings();
        settings.put("trials", trials);
        settings.put("lag", delay.toMillis() + " ms");
        settings.put("staleWithoutReceipt", naive);
        settings.put("staleAwsWrapper", staleWithWrapper());
        settings.put("medianMillis", Row.rounded(withReceipt.median()));
        settings.put("medianMillisWithoutReceipt", Row.rounded(without.median()));
        settings.put("p99Millis", Row.rounded(withReceipt.quantile(0.99)));
        settings.put("p99MillisWithoutReceipt", Row.rounded(without.quantile(0.99)));
        return new Row(name, stale, "stale", 0, 0, Row.Better.LOWER, settings);
    }

    /** By one who writes and reads, and with nobody beside him, so that none of it is a wait for a processor. */
    private Row waiting() throws Exception {
        var withReceipt = new Samples();
        var without = new Samples();
        Trial patient = withReceipt(withReceipt);
        Trial naive = without(without);
        int times = trials / 5;
        for (int i = 0; i < times; i++) {
            patient.isFound(UUID.randomUUID().toString());
            naive.isFound(UUID.randomUUID().toString());
        }
        Map<String, Object> settings = bench.settings();
        settings.put("trials", times);
        settings.put("medianMillis", Row.rounded(withReceipt.median()));
        settings.put("medianMillisWithoutReceipt", Row.rounded(without.median()));
        settings.put("p99Millis", Row.rounded(withReceipt.quantile(0.99)));
        return new Row(
                "own-writes-wait",
                Math.max(0, withReceipt.median() - without.median()),
                "ms",
                MOST_WAIT_MILLIS,
                PATIENCE_MILLIS,
                Row.Better.LOWER,
                settings);
    }

    private Trial withReceipt(Samples millis) {
        return subject -> {
            Receipt receipt = append(subject);
            return isFound(EventQuery.builder().after(receipt), subject, millis);
        };
    }

    private Trial without(Samples millis) {
        return subject -> {
            append(subject);
            return isFound(EventQuery.builder(), subject, millis);
        };
    }

    private Receipt append(String subject) {
        AuditEvent event = AuditEvent.builder()
                .tenant("clinic")
                .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .subject(new Subject(subject, "Patient"))
                .build();
        return audit.database().append(List.of(event)).get(0).receipt();
    }

    private boolean isFound(EventQuery.Builder query, String subject, Samples millis) {
        long began = System.nanoTime();
        boolean found = !audit.database()
                .query(query.tenant("clinic").subject(subject).build())
                .events()
                .isEmpty();
        millis.add((System.nanoTime() - began) / 1e6);
        return found;
    }

    /** The same write, then a read on a connection that the wrapper switches to the standby. */
    private long staleWithWrapper() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(PeerReads.wrapper(
                cluster.primary().directAddress(),
                cluster.standby(0).directAddress(),
                audit.postgres().address().database()));
        config.setMaximumPoolSize(THREADS);
        try (var pool = new HikariDataSource(config)) {
            return stale(subject -> {
                append(subject);
                try (Connection connection = pool.getConnection()) {
                    connection.setReadOnly(true);
                    try (var statement = connection.prepareStatement(
                            "SELECT 1 FROM audit_event WHERE tenant = ? AND subject_id = ?")) {
                        statement.setString(1, "clinic");
                        statement.setString(2, subject);
                        try (var row = statement.executeQuery()) {
                            return row.next();
                        }
                    }
                }
            });
        }
    }

    private interface Trial {
        boolean isFound(String subject) throws Exception;
    }

    private long stale(Trial trial) throws Exception {
        var stale = new LongAdder();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < trials / THREADS; i++) {
                    if (!trial.isFound(UUID.randomUUID().toString())) {
                        stale.increment();
                    }
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(THREADS, work))) {
                done.get();
            }
        } finally {
            threads.shutdown();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
        return stale.sum();
    }
}
