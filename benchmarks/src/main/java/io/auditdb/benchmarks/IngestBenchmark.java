package io.auditdb.benchmarks;

import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How fast events are taken in, beside raw COPY and hand-written INSERT. */
final class IngestBenchmark {
    private static final int[] CONNECTIONS = {1, 2, 4};
    private static final int[] POOL_SIZES = {8, 16, 32, 64};
    private static final int WARM_UP_STEP = 30_000;
    private static final int HTTP_REQUESTS = 2;
    private static final int CALLERS = 256;
    private static final int WATCHED_CALLERS = 8;
    private static final Map<String, Object> WITH_HTTP = Map.of("plugins.http-api.enabled", true);

    private final Bench bench;
    private final int bulkEvents;
    private final int singleEvents;
    private final int rounds;
    private final Samples embedded = new Samples();
    private final Samples http = new Samples();
    private final Map<Integer, Samples> copies = new LinkedHashMap<>();
    private final Samples singles = new Samples();
    private final Map<Integer, Samples> inserts = new LinkedHashMap<>();
    private final Samples sealing = new Samples();

    IngestBenchmark(Bench bench) {
        this.bench = bench;
        this.bulkEvents = bench.quick() ? 100_000 : 300_000;
        this.singleEvents = bench.quick() ? 20_000 : 100_000;
        this.rounds = bench.quick() ? 1 : 3;
    }

    void run(Report report) throws Exception {
        warmUp();
        for (int round = 1; round <= rounds; round++) {
            bulk(round);
            single(round);
        }
        int connections = best(copies);
        double copy = copies.get(connections).median();
        report.add(bulkRow("bulk-append-embedded", embedded, copy, connections, 0.85, 0.60));
        report.add(bulkRow("bulk-append-http", http, copy, connections, 0.70, 0.40));
        report.add(singleRow(copy));
        report.add(sealingRow());
    }

    /** Both the platform and its peers run as compiled code when they are measured. */
    private void warmUp() throws Exception {
        long count = bench.quick() ? 6 * WARM_UP_STEP : 12 * WARM_UP_STEP;
        HealthEvents events = bench.events(0, count);
        try (TestingAuditDb audit = bench.open(WITH_HTTP)) {
            var bulk = new BulkAppend(audit.database());
            var http = new HttpAppend(audit);
            for (long from = 0; from < count; from += 2 * WARM_UP_STEP) {
                bulk.append(BulkAppend.requests(events, from, from + WARM_UP_STEP));
                List<List<AuditEvent>> rest = BulkAppend.requests(events, from + WARM_UP_STEP, from + 2 * WARM_UP_STEP);
                List<byte[]> bodies = HttpAppend.bodies(bench.json(), rest, HTTP_REQUESTS);
                Callers.seconds(bodies.size(), bodies, http::append);
            }
            HealthEvents more = bench.events(-1, WARM_UP_STEP);
            Callers.seconds(CALLERS, more.events(0, 20_000), audit.database()::append);
            try (var insert = new HandWrittenInsert(audit.postgres().address(), bench.json(), POOL_SIZES[0])) {
                Callers.seconds(CALLERS, more.events(20_000, WARM_UP_STEP), insert::insert);
            }
        }
    }

    private void bulk(int round) throws Exception {
        List<List<AuditEvent>> requests = BulkAppend.requests(bench.events(round, bulkEvents), 0, bulkEvents);
        try (TestingAuditDb audit = bench.open(WITH_HTTP)) {
            List<byte[]> bodies = HttpAppend.bodies(bench.json(), requests, HTTP_REQUESTS);
            var append = new HttpAppend(audit);
            bench.rest(audit);
            http.add(bulkEvents / Callers.seconds(bodies.size(), bodies, append::append));
        }
        try (TestingAuditDb audit = bench.open(Map.of())) {
            var append = new BulkAppend(audit.database());
            bench.rest(audit);
            embedded.add(bulkEvents / Stopwatch.seconds(() -> append.append(requests)));
            audit.stop();
            copies(audit);
        }
    }

    /** The rows that the platform has just stored, into its own table. */
    private void copies(TestingAuditDb audit) throws Exception {
        var copy = new RawCopy(audit.postgres(), bench.directory());
        Path rows = copy.export();
        for (int connections : CONNECTIONS) {
            List<Path> files = CopyStream.deal(rows, connections);
            copies.computeIfAbsent(connections, any -> new Samples()).add(bulkEvents / copy.store(files));
        }
    }

    private void single(int round) throws Exception {
        List<AuditEvent> events = bench.events(100 + round, singleEvents).events(0, singleEvents);
        try (TestingAuditDb audit = bench.open(Map.of())) {
            bench.rest(audit);
            singles.add(singleEvents / Callers.seconds(CALLERS, events, audit.database()::append));
            watchSealing(audit, round);
            audit.stop();
            for (int size : POOL_SIZES) {
                audit.postgres().execute("TRUNCATE audit_event", "CHECKPOINT");
                int part = singleEvents / POOL_SIZES.length;
                try (var insert = new HandWrittenInsert(audit.postgres().address(), bench.json(), size)) {
                    double seconds = Callers.seconds(CALLERS, events.subList(0, part), insert::insert);
                    inserts.computeIfAbsent(size, any -> new Samples()).add(part / seconds);
                }
            }
        }
    }

    /** The same load again, and a few callers more who wait for a checkpoint: from their call on, so never too short. */
    private void watchSealing(TestingAuditDb audit, int round) throws Exception {
        HealthEvents load = bench.events(200 + round, singleEvents);
        HealthEvents watched = bench.events(300 + round, singleEvents);
        var done = new AtomicBoolean();
        var watcher = new Thread(() -> watch(audit, watched, done), "watcher");
        watcher.start();
        Callers.seconds(CALLERS, load.events(0, singleEvents), audit.database()::append);
        done.set(true);
        watcher.join();
    }

    private void watch(TestingAuditDb audit, HealthEvents events, AtomicBoolean done) {
        try {
            Callers.seconds(WATCHED_CALLERS, events.events(0, singleEvents), event -> {
                if (!done.get()) {
                    sealing.add(Stopwatch.seconds(
                            () -> audit.database().append(List.of(event), Acknowledgement.CHECKPOINTED)));
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Row bulkRow(String name, Samples own, double copy, int connections, double aim, double floor) {
        Map<String, Object> settings = bench.settings();
        settings.put("events", bulkEvents);
        settings.put("rounds", rounds);
        settings.put("ids", "random, given by the caller");
        settings.put("eventsPerSecond", Math.round(own.median()));
        settings.put("peer", "COPY BINARY of the same rows over " + connections + " connection(s)");
        copies.forEach((size, rates) -> settings.put("peerRowsPerSecond" + size, Math.round(rates.median())));
        return new Row(name, own.median() / copy, "ratio", aim, floor, Row.Better.HIGHER, settings);
    }

    private Row singleRow(double copy) {
        int pool = best(inserts);
        double insert = inserts.get(pool).median();
        Map<String, Object> settings = bench.settings();
        settings.put("events", singleEvents);
        settings.put("rounds", rounds);
        settings.put("callers", CALLERS);
        settings.put("eventsPerSecond", Math.round(singles.median()));
        settings.put("peer", "INSERT and commit through HikariCP, pool of " + pool);
        inserts.forEach((size, rates) -> settings.put("peerEventsPerSecond" + size, Math.round(rates.median())));
        double aim = Math.min(4, Row.rounded(0.7 * copy / insert));
        return new Row("single-append", singles.median() / insert, "times", aim, 2.5, Row.Better.HIGHER, settings);
    }

    private Row sealingRow() {
        Map<String, Object> settings = bench.settings();
        settings.put("callers", CALLERS);
        settings.put("samples", sealing.count());
        settings.put("median", Row.rounded(sealing.median()));
        settings.put("longest", Row.rounded(sealing.max()));
        settings.put("measured", "from the call to the answer at checkpointed");
        return new Row("append-to-checkpoint-p99", sealing.quantile(0.99), "s", 1, 2, Row.Better.LOWER, settings);
    }

    private static int best(Map<Integer, Samples> rates) {
        return rates.keySet().stream()
                .max(Comparator.comparingDouble(size -> rates.get(size).median()))
                .orElseThrow();
    }
}
