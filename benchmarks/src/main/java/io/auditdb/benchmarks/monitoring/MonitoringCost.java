package io.auditdb.benchmarks.monitoring;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Events taken in with everything counted, timed, shown and watched, and without: blocks of the same events by turns, on two
 * platforms with a database each on one server.
 */
final class MonitoringCost {
    private static final double MOST_PERCENT = 1;
    private static final double FLOOR_PERCENT = 5;
    private static final Map<String, Object> WITH = Map.of("plugins.monitoring.enabled", true);
    /** One counter or timer remains; the others count and time nothing. */
    private static final Map<String, Object> WITHOUT = Map.of("metrics.max-series", 1);

    private final Bench bench;
    private final int blocks;
    private final int blockEvents;

    MonitoringCost(Bench bench) {
        this.bench = bench;
        this.blocks = bench.quick() ? 6 : 30;
        this.blockEvents = bench.quick() ? 10_000 : 40_000;
    }

    Row row() throws Exception {
        var costs = new Samples();
        HealthEvents events = bench.events(71, 2L * (blocks + 4) * blockEvents);
        try (TestingAuditDb with = bench.open(WITH);
                TestingAuditDb without = bench.open(WITHOUT)) {
            long next = 0;
            for (int block = -4; block < blocks; block++) { // until all runs as compiled code
                List<List<AuditEvent>> requests = requests(events, next);
                next += blockEvents;
                boolean first = block % 2 == 0;
                double one = seconds(first ? with : without, requests);
                double other = seconds(first ? without : with, requests);
                if (block >= 0) {
                    costs.add((first ? one / other : other / one) * 100 - 100);
                }
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("blocks", blocks);
        settings.put("eventsOfBlock", blockEvents);
        settings.put("lowerQuartile", Row.rounded(costs.quantile(0.25)));
        settings.put("upperQuartile", Row.rounded(costs.quantile(0.75)));
        settings.put("mean", Row.rounded(costs.mean()));
        return new Row(
                "monitoring-cost",
                costs.median(),
                "% of time",
                MOST_PERCENT,
                FLOOR_PERCENT,
                Row.Better.LOWER,
                settings);
    }

    private List<List<AuditEvent>> requests(HealthEvents events, long from) {
        var requests = new ArrayList<List<AuditEvent>>();
        BulkAppend.lazily(events, from, from + blockEvents).forEach(requests::add);
        return requests;
    }

    private double seconds(TestingAuditDb audit, List<List<AuditEvent>> requests) throws Exception {
        long start = System.nanoTime();
        new BulkAppend(audit.database()).append(requests);
        double seconds = (System.nanoTime() - start) / 1e9;
        awaitQuiet(audit);
        return seconds;
    }

    /** What one has still to seal is not for the other to wait for. */
    private static void awaitQuiet(TestingAuditDb audit) throws InterruptedException {
        long before = -1;
        while (audit.ledger().checkpoint().map(it -> it.size()).orElse(0L) != before) {
            before = audit.ledger().checkpoint().map(it -> it.size()).orElse(0L);
            Thread.sleep(300);
        }
    }
}
