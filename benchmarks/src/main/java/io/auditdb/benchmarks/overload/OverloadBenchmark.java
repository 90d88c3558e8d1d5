package io.auditdb.benchmarks.overload;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ClientSettings;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What becomes of work when more is asked than the database can answer, and what a pool saves. */
public final class OverloadBenchmark {
    static final int CONNECTIONS = 20;
    private static final int CLIENTS = 2000;
    private static final int APPENDS_PER_HUNDRED = 50;

    private final Bench bench;
    private final HealthEvents events;
    private final HealthEvents more;
    private final int stored;
    private final AtomicLong next = new AtomicLong();

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
            clients("clients", direct(audit.database()), report);
            audit.stop();
            httpClients(audit.with(Map.of("database.pool.max", CONNECTIONS, "plugins.http-api.enabled", true)), report);
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

    /** What a client asks of the platform. */
    private record Platform(
            Consumer<AuditEvent> append,
            BiFunction<String, UUID, Optional<RecordedEvent>> find,
            Consumer<EventQuery> query) {}

    private static Platform direct(AuditDatabase database) {
        return new Platform(database::append, database::find, database::query);
    }

    /** The same over as many connections to the HTTP interface as there are clients, in this process as well. */
    private void httpClients(TestingAuditDb audit, Report report) throws Exception {
        System.setProperty("http.maxConnections", Integer.toString(CLIENTS)); // else the JDK keeps 5 of them
        audit.start();
        try {
            var client = new AuditDbClient(ClientSettings.builder(
                            audit.platform().httpUri().orElseThrow())
                    .token(Files.readString(audit.var().resolve("admin.token")).strip())
                    .maxAttempts(1)
                    .build());
            clients("http-clients", new Platform(client::append, client::find, client::query), report);
        } finally {
            audit.stop();
        }
    }

    /** Everybody at once: every other one appends, the others read an event or what was done to a patient on some days. */
    private void clients(String name, Platform platform, Report report) throws Exception {
        Clients.Work work = random -> work(platform, random);
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
        report.add(new Row(name + "-errors", clients.errors(), "errors", 0, 0, Row.Better.LOWER, settings));
        report.add(new Row(name + "-p99", clients.seconds().quantile(0.99), "s", 1, 3, Row.Better.LOWER, settings));
    }

    private void work(Platform platform, SplittableRandom random) {
        if (random.nextInt(100) < APPENDS_PER_HUNDRED) {
            platform.append().accept(more.event(next.getAndIncrement()));
            return;
        }
        var of = events.event(random.nextInt(stored));
        if (random.nextBoolean()) {
            if (platform.find().apply(of.tenant(), of.id()).isEmpty()) {
                throw new IllegalStateException("An event that was stored is not found");
            }
        } else {
            platform.query()
                    .accept(EventQuery.builder()
                            .tenant(of.tenant())
                            .subject(of.subject().orElseThrow().id())
                            .from(of.occurredAt().minusDays(1).toInstant())
                            .to(of.occurredAt().plusDays(1).toInstant())
                            .limit(20)
                            .build());
        }
    }
}
