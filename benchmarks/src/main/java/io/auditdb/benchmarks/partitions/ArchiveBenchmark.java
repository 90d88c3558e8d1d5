package io.auditdb.benchmarks.partitions;

import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.benchmarks.Stopwatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** What archives take and give: room, what a writer notices of their making, and queries over them. */
final class ArchiveBenchmark {
    private static final long SEED = 47;
    private static final int WARM_UP = 20;
    private static final long WRITTEN = 10_000_000;

    private final Bench bench;
    private final Duration alone;
    private final int rounds;

    ArchiveBenchmark(Bench bench) {
        this.bench = bench;
        this.alone = Duration.ofSeconds(bench.quick() ? 2 : 20);
        this.rounds = bench.quick() ? 50 : 200;
    }

    void run(Report report) throws Exception {
        try (var months = new ArchivedMonths(bench, bench.quick() ? 50_000 : 5_000_000)) {
            long tableBytes = months.tableBytes();
            var stall = new Stall();
            stall.measure(months);
            report.add(size(months, tableBytes, stall.seconds));
            report.add(stall.row(months));
            report.add(subject(months));
        }
    }

    private Row size(ArchivedMonths months, long tableBytes, double seconds) {
        Map<String, Object> settings = settings(months);
        settings.put("tableAndIndexBytes", tableBytes);
        settings.put("archiveBytes", months.archivedBytes());
        settings.put("bytesPerEvent", Row.rounded((double) months.archivedBytes() / months.count()));
        settings.put("seconds", Row.rounded(seconds));
        settings.put("eventsPerSecond", Math.round(months.count() / seconds));
        double percent = 100.0 * months.archivedBytes() / tableBytes;
        return new Row("archive-size", percent, "% of table and indexes", 15, 25, Row.Better.LOWER, settings);
    }

    /** The writer of the other rows, while everything is archived. */
    private final class Stall {
        private double longestAlone;
        private double longest;
        private double seconds;

        private void measure(ArchivedMonths months) throws Exception {
            var present = new HealthEvents(43, Instant.now().plus(1, ChronoUnit.DAYS), 1, WRITTEN);
            try (var writer = new SteadyWriter(number -> months.database().append(present.event(number)))) {
                TimeUnit.MILLISECONDS.sleep(alone.toMillis() / 2);
                long start = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(alone.toMillis());
                longestAlone = writer.longest(start, System.nanoTime());
                start = System.nanoTime();
                seconds = Stopwatch.seconds(months::archive);
                longest = writer.longest(start, System.nanoTime());
            }
            System.err.printf("Archived in %.0f s, longest write %.0f ms%n", seconds, longest);
        }

        private Row row(ArchivedMonths months) {
            Map<String, Object> settings = settings(months);
            settings.put("writesPerSecond", SteadyWriter.PER_SECOND);
            settings.put("longestAlone", Row.rounded(longestAlone));
            settings.put("longest", Row.rounded(longest));
            settings.put("seconds", Row.rounded(seconds));
            double beyond = Math.max(0, longest - longestAlone);
            return new Row("archive-writer-stall", beyond, "ms", 50, 200, Row.Better.LOWER, settings);
        }
    }

    /** One patient's events of all months, which no file is sorted by. */
    private Row subject(ArchivedMonths months) throws Exception {
        var random = new SplittableRandom(SEED);
        var millis = new Samples();
        var found = new Samples();
        for (int round = -WARM_UP; round < rounds; round++) {
            String patient = "patient-" + random.nextInt(100_000);
            EventQuery query = EventQuery.builder()
                    .subject(patient)
                    .from(ArchivedMonths.FROM)
                    .to(ArchivedMonths.TO)
                    .build();
            int[] events = new int[1];
            double seconds = Stopwatch.seconds(
                    () -> events[0] = months.database().query(query).events().size());
            if (round >= 0) {
                millis.add(1000 * seconds);
                found.add(events[0]);
            }
        }
        Map<String, Object> settings = settings(months);
        settings.put("rounds", rounds);
        settings.put("medianMillis", Row.rounded(millis.median()));
        settings.put("medianFound", found.median());
        return new Row("archived-subject-p95", millis.quantile(0.95), "ms", 300, 1000, Row.Better.LOWER, settings);
    }

    private Map<String, Object> settings(ArchivedMonths months) {
        Map<String, Object> settings = bench.settings();
        settings.put("events", months.count());
        settings.put("archives", ArchivedMonths.MONTHS);
        return settings;
    }
}
