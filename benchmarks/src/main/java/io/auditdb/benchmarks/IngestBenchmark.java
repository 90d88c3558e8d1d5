package io.auditdb.benchmarks;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How fast events are taken in, beside raw COPY and hand-written INSERT. */
final class IngestBenchmark {
    private static final long WARM_UP = 60_000;
    private static final int[] CONNECTIONS = {1, 2, 4};

    private final Bench bench;
    private final long count;
    private final int rounds;

    IngestBenchmark(Bench bench) {
        this.bench = bench;
        this.count = bench.quick() ? 60_000 : 400_000;
        this.rounds = bench.quick() ? 2 : 3;
    }

    void run(Report report) throws Exception {
        warmUp();
        bulk(report);
    }

    private void warmUp() throws Exception {
        try (TestingAuditDb audit = bench.open(Map.of())) {
            new BulkAppend(audit.database()).append(BulkAppend.requests(bench.events(0, WARM_UP), WARM_UP));
        }
    }

    private void bulk(Report report) throws Exception {
        var own = new ArrayList<Double>();
        var raw = new LinkedHashMap<Integer, List<Double>>();
        for (int round = 1; round <= rounds; round++) {
            List<List<AuditEvent>> requests = BulkAppend.requests(bench.events(round, count), count);
            try (TestingAuditDb audit = bench.open(Map.of())) {
                audit.postgres().execute("CHECKPOINT");
                own.add(count / Stopwatch.seconds(() -> new BulkAppend(audit.database()).append(requests)));
                audit.stop();
                rawRates(audit, raw);
            }
        }
        int best = Collections.max(raw.keySet(), (a, b) -> Double.compare(median(raw.get(a)), median(raw.get(b))));
        double peer = median(raw.get(best));
        Map<String, Object> settings = bench.settings();
        settings.put("events", count);
        settings.put("rounds", rounds);
        settings.put("requestEvents", BulkAppend.REQUEST_EVENTS);
        settings.put("eventsPerSecond", Math.round(median(own)));
        settings.put("peer", "COPY BINARY over " + best + " connections");
        settings.put("peerRowsPerSecond", Math.round(peer));
        report.add(
                new Row("bulk-append-embedded", median(own) / peer, "ratio", 0.85, 0.60, Row.Better.HIGHER, settings));
    }

    private void rawRates(TestingAuditDb audit, Map<Integer, List<Double>> rates) throws Exception {
        var copy = new RawCopy(audit.postgres(), bench.directory());
        Path rows = copy.export();
        for (int connections : CONNECTIONS) {
            List<Path> files = CopyStream.deal(rows, connections);
            rates.computeIfAbsent(connections, any -> new ArrayList<>()).add(count / copy.store(files));
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
