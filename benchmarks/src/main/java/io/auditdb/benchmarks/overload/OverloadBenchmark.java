package io.auditdb.benchmarks.overload;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.testing.TestingAuditDb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What becomes of work when more is asked than the database can answer, and what a pool saves. */
public final class OverloadBenchmark {
    static final int CONNECTIONS = 20;
    private static final int CLIENTS = 2000;
    private static final int APPENDS_PER_HUNDRED = 50;

    private final Bench bench;
    private final HealthEvents events;
    private final HealthEvents more;
    private final int stored;

    /** Measures in this place. */
    public OverloadBenchmark(Bench bench) {
        this.bench = bench;
        this.stored = bench.quick() ? 100_000 : 300_000;
        this.events = bench.events(61, stored);
        this.more = bench.events(67, stored);
    }

    /** Measures everything and reports each figure when it is there. */
    public void run(Report report) throws Exception {
        try (TestingAuditDb audit = bench.open(Map.of("database.pool.max", CONNECTIONS))) {
            new BulkAppend(audit.database()).append(BulkAppend.lazily(events, 0, stored));
            audit.awaitSealed(stored);
            audit.postgres().execute("VACUUM (ANALYZE)", "CHECKPOINT");
            new PoolCost(bench, audit, events).run(report);
            clients(audit.database(), report);
            audit.stop();
            overload(audit.with(Map.of("database.pool.max", CONNECTIONS)), report);
        }
    }

    private void overload(TestingAuditDb audit, Report report) throws Exception {
        audit.start();
        try {
            new Overload(bench, audit).run(report);
        } finally {
            audit.stop();
        }
    }

    /** Everybody at once: every other one appends, the others read an event or what was done to a patient on some days. */
    private void clients(AuditDatabase database, Report report) throws Exception {
        var next = new AtomicLong();
        Clients.Work work = random -> work(database, random, next);
        new Clients().run(32, Duration.ofSeconds(bench.quick() ? 3 : 15), work); // until it runs as compiled code
        var clients = new Clients().run(CLIENTS, Duration.ofSeconds(bench.quick() ? 10 : 60), work);
        Map<String, Object> settings = bench.settings();
        settings.put("clients", CLIENTS);
        settings.put("connections", CONNECTIONS);
        settings.put("appendsPerHundred", APPENDS_PER_HUNDRED);
        settings.put("operations", clients.seconds().count());
        settings.put("operationsPerSecond", Math.round(clients.perSecond()));
        settings.put("median", Row.rounded(clients.seconds().median()));
        settings.put("longest", Row.rounded(clients.seconds().max()));
        report.add(new Row("clients-errors", clients.errors(), "errors", 0, 0, Row.Better.LOWER, settings));
        report.add(new Row("clients-p99", clients.seconds().quantile(0.99), "s", 1, 3, Row.Better.LOWER, settings));
    }

    private void work(AuditDatabase database, SplittableRandom random, AtomicLong next) {
        if (random.nextInt(100) < APPENDS_PER_HUNDRED) {
            database.append(List.of(more.event(next.getAndIncrement())));
            return;
        }
        var of = events.event(random.nextInt(stored));
        if (random.nextBoolean()) {
            if (database.find(of.tenant(), of.id()).isEmpty()) {
                throw new IllegalStateException("An event that was stored is not found");
            }
        } else {
            database.query(EventQuery.builder()
                    .tenant(of.tenant())
                    .subject(of.subject().orElseThrow().id())
                    .from(of.occurredAt().minusDays(1).toInstant())
                    .to(of.occurredAt().plusDays(1).toInstant())
                    .limit(20)
                    .build());
        }
    }
}
