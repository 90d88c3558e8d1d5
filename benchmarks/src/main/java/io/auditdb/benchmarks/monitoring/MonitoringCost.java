package io.auditdb.benchmarks.monitoring;

import com.sun.management.OperatingSystemMXBean;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.lang.management.ManagementFactory;
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

    private static final int WARM_UPS = 10;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Bench bench;
    private final int blocks;
    private final int blockEvents;

    MonitoringCost(Bench bench) {
        this.bench = bench;
        this.blocks = bench.quick() ? 8 : 80;
        this.blockEvents = bench.quick() ? 10_000 : 15_000;
    }

    Row row() throws Exception {
        var elapsed = new Samples();
        var processor = new Samples();
        HealthEvents events = bench.events(71, (long) (blocks + WARM_UPS) * blockEvents);
        try (TestingAuditDb with = bench.open(WITH);
                TestingAuditDb without = bench.open(WITHOUT)) {
            long next = 0;
            for (int block = -WARM_UPS; block < blocks; block++) { // until all runs as compiled code
                List<List<AuditEvent>> requests = requests(events, next);
                next += blockEvents;
                boolean first = block % 2 == 0;
                Took one = took(first ? with : without, requests);
                Took other = took(first ? without : with, requests);
                if (block >= 0) {
                    Took on = first ? one : other;
                    Took off = first ? other : one;
                    elapsed.add(on.seconds() / off.seconds() * 100 - 100);
                    processor.add(on.processorSeconds() / off.processorSeconds() * 100 - 100);
                }
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("blocks", blocks);
        settings.put("eventsOfBlock", blockEvents);
        settings.put("from", Row.rounded(elapsed.quantile(0.5 - confidence())));
        settings.put("to", Row.rounded(elapsed.quantile(0.5 + confidence())));
        settings.put("processorTimeOfPlatform", Row.rounded(processor.median()));
        settings.put("processorTimeFrom", Row.rounded(processor.quantile(0.5 - confidence())));
        settings.put("processorTimeTo", Row.rounded(processor.quantile(0.5 + confidence())));
        return new Row(
                "monitoring-cost",
                elapsed.median(),
                "% of time",
                MOST_PERCENT,
                FLOOR_PERCENT,
                Row.Better.LOWER,
                settings);
    }

    /** How far the median of all such blocks may be from that of these, in parts of them, with 95 % confidence. */
    private double confidence() {
        return 0.98 / Math.sqrt(blocks);
    }

    private record Took(double seconds, double processorSeconds) {}

    private List<List<AuditEvent>> requests(HealthEvents events, long from) {
        var requests = new ArrayList<List<AuditEvent>>();
        BulkAppend.lazily(events, from, from + blockEvents).forEach(requests::add);
        return requests;
    }

    private static Took took(TestingAuditDb audit, List<List<AuditEvent>> requests) throws Exception {
        long start = System.nanoTime();
        long used = PROCESS.getProcessCpuTime();
        new BulkAppend(audit.database()).append(requests);
        var took = new Took((System.nanoTime() - start) / 1e9, (PROCESS.getProcessCpuTime() - used) / 1e9);
        awaitQuiet(audit);
        return took;
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
