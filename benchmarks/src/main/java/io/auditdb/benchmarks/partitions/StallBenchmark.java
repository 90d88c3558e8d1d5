package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.testing.TestingPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** How long a writer has to wait because of work on partitions, beside pg_partman on the same server. */
final class StallBenchmark {
    private static final long EVENTS = 10_000_000;

    private final Bench bench;
    private final Duration reader;
    private final Duration alone;

    StallBenchmark(Bench bench) {
        this.bench = bench;
        this.reader = Duration.ofSeconds(bench.quick() ? 3 : 60);
        this.alone = Duration.ofSeconds(bench.quick() ? 2 : 20);
    }

    void run(Report report) throws Exception {
        Optional<SystemServer> system = SystemServer.start();
        if (system.isEmpty()) {
            Map<String, Object> settings = bench.settings();
            settings.put("peer", "not run: the packages postgresql-15 and postgresql-15-partman are not installed");
            report.add(row(measure(new PlatformTool(bench.createDatabase(), events())), settings));
            return;
        }
        try (SystemServer running = system.get()) {
            report.add(besidePartman(running.server()));
        }
    }

    private Row besidePartman(TestingPostgres server) throws Exception {
        Map<String, Object> settings = bench.settings(server);
        Stalls platform = measure(new PlatformTool(server.createDatabase(), events()));
        Stalls partman = measure(new PartmanTool(bench, server.createDatabase(), events()));
        settings.put("peer", "pg_partman 4.7, the same operations, its writer an INSERT and commit through a pool");
        partman.figures().forEach((name, figure) -> settings.put("peer" + capitalised(name), figure));
        return row(platform, settings);
    }

    private static String capitalised(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private Stalls measure(PartitionTool tool) throws Exception {
        try (tool) {
            var stalls = new Stalls(tool, reader, alone);
            stalls.measure();
            return stalls;
        }
    }

    /** Events of the present, as fast as they come. */
    private static HealthEvents events() {
        return new HealthEvents(31, Instant.now().plus(1, ChronoUnit.DAYS), 1, EVENTS);
    }

    private Row row(Stalls platform, Map<String, Object> settings) {
        settings.put("writesPerSecond", SteadyWriter.PER_SECOND);
        settings.put("readerSeconds", reader.toSeconds());
        settings.put("partitions", OldMonths.COUNT);
        settings.put(
                "drainedOf", OldMonths.COUNT / 2 + " months of " + OldMonths.EVENTS_EACH + " events, and the present");
        settings.putAll(platform.figures());
        return new Row("writer-stall", platform.beyond(), "ms", 50, 200, Row.Better.LOWER, settings);
    }
}
