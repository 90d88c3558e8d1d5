package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.benchmarks.Stopwatch;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** How long partitions take to make and to look after, and what becomes of that when there are ten times as many. */
final class PartitionGrowth {
    private static final int TIMES = 10;
    private static final int PASSES = 9;
    private static final int LOOKUPS = 500;
    private static final long SEED = 23;

    private final Bench bench;
    private final int few;
    private final int many;

    PartitionGrowth(Bench bench) {
        this.bench = bench;
        this.few = bench.quick() ? 20 : 100;
        this.many = few * TIMES;
    }

    /** What is measured with few and with many partitions, and how much longer it may take. */
    private enum Work {
        MAINTENANCE("maintenance-growth", PASSES, TIMES),
        CLEANUP_PLAN("cleanup-plan-growth", PASSES, TIMES),
        LOOKUP_BY_ID("lookup-by-id-growth", LOOKUPS, 0),
        LOOKUP_BY_TIME("lookup-by-time-growth", LOOKUPS, 0);

        private final String row;
        private final int rounds;
        private final double times;

        Work(String row, int rounds, double times) {
            this.row = row;
            this.rounds = rounds;
            this.times = times;
        }

        private void on(ManyPartitions partitions, int random) {
            switch (this) {
                case MAINTENANCE -> partitions.maintain();
                case CLEANUP_PLAN -> partitions.planCleanup();
                case LOOKUP_BY_ID -> partitions.findById(random);
                case LOOKUP_BY_TIME -> partitions.findByTime(random);
            }
        }
    }

    void run(Report report) throws Exception {
        try (var partitions = new ManyPartitions(bench, many)) {
            var creations = new Samples();
            partitions.grow(few, creations);
            Map<Work, Samples> before = measure(partitions);
            partitions.grow(many, creations);
            report.add(creation("partition-create-p50", creations, creations.median()));
            report.add(creation("partition-create-p99", creations, creations.quantile(0.99)));
            Map<Work, Samples> after = measure(partitions);
            report.add(maintenance(partitions.count(), after.get(Work.MAINTENANCE)));
            for (Work work : Work.values()) {
                report.add(growth(work, before.get(work), after.get(work)));
            }
        }
    }

    private Map<Work, Samples> measure(ManyPartitions partitions) throws Exception {
        partitions.settle();
        var measured = new EnumMap<Work, Samples>(Work.class);
        for (Work work : Work.values()) {
            measure(work, partitions, new Samples()); // until it runs as compiled code, with warm catalogs
            var millis = new Samples();
            measure(work, partitions, millis);
            measured.put(work, millis);
        }
        return measured;
    }

    private static void measure(Work work, ManyPartitions partitions, Samples millis) throws Exception {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < work.rounds; round++) {
            int next = random.nextInt(Integer.MAX_VALUE);
            millis.add(1000 * Stopwatch.seconds(() -> work.on(partitions, next)));
        }
    }

    private Row creation(String name, Samples millis, double value) {
        Map<String, Object> settings = bench.settings();
        settings.put("partitions", millis.count());
        settings.put("longest", Row.rounded(millis.max()));
        settings.put(
                "measured", "an order for one, from the call until it is attached with all its indexes and on record");
        return new Row(name, value, "ms", 50, 250, Row.Better.LOWER, settings);
    }

    private Row maintenance(int partitions, Samples millis) {
        Map<String, Object> settings = bench.settings();
        settings.put("partitions", partitions);
        settings.put("passes", millis.count());
        settings.put("longest", Row.rounded(millis.max() / 1000));
        return new Row("maintenance-idle", millis.median() / 1000, "s", 1, 3, Row.Better.LOWER, settings);
    }

    /** Ten times as many may take ten times as long, a lookup as much longer as the logarithm grows. */
    private Row growth(Work work, Samples before, Samples after) {
        double limit = work.times > 0 ? work.times : Row.rounded(Math.log(many) / Math.log(few));
        Map<String, Object> settings = bench.settings();
        settings.put("partitions", few + " and " + many);
        settings.put("rounds", work.rounds);
        settings.put("medianMillis" + few, Row.rounded(before.median()));
        settings.put("medianMillis" + many, Row.rounded(after.median()));
        return new Row(work.row, after.median() / before.median(), "times", limit, limit, Row.Better.LOWER, settings);
    }
}
