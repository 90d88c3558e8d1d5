package io.auditdb.benchmarks.router;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs to have a read routed: the same small page through the platform, and by the same code straight from pools
 * of the same two standbys by turns, straight from a pool of one, and through the AWS JDBC wrapper. Several threads keep
 * all processors busy, so that what counts is how much of their time a read takes; one alone would mostly wait for two
 * processes to wake each other up, which takes a tenth of a millisecond more or less as it happens. The ways take turns.
 */
final class RoutingCost {
    private static final double MOST_MICROS = 5;
    private static final double FLOOR_MICROS = 20;
    private static final int THREADS = 4;
    private static final int WARM_UPS = 10;
    private static final long SLICE_NANOS = 500_000_000;

    private final Bench bench;
    private final TestingCluster cluster;
    private final TestingAuditDb audit;
    private final EventQuery query;
    private final int slices;

    RoutingCost(Bench bench, TestingCluster cluster, TestingAuditDb audit, AuditEvent sample) {
        this.bench = bench;
        this.cluster = cluster;
        this.audit = audit;
        this.slices = bench.quick() ? 10 : 40;
        this.query = EventQuery.builder()
                .tenant(sample.tenant())
                .subject(sample.subject().orElseThrow().id())
                .limit(10)
                .build();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** One way to ask, and how many microseconds of processor time it took. */
    private record Way(Work work, Samples micros) {
        static Way of(Work work) {
            return new Way(work, new Samples());
        }

        double median() {
            return micros.median();
        }
    }

    Row row() throws Exception {
        String name = audit.postgres().address().database();
        DatabaseAddress one = asReader(cluster.standby(0));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (var first = PeerReads.straight(one, name, THREADS);
                var second = PeerReads.straight(asReader(cluster.standby(1)), name, THREADS);
                var alone = PeerReads.straight(one, name, THREADS);
                var wrapped = PeerReads.wrapped(asReader(cluster.primary()), one, name, THREADS)) {
            var turn = new AtomicInteger();
            Way platform = Way.of(() -> audit.database().query(query));
            Way byTurns = Way.of(() -> (turn.getAndIncrement() % 2 == 0 ? first : second).count(query));
            Way straight = Way.of(() -> alone.count(query));
            Way aws = Way.of(() -> wrapped.count(query));
            List<Way> ways = new ArrayList<>(List.of(platform, byTurns, straight, aws));
            for (int slice = -WARM_UPS; slice < slices; slice++) { // until all runs as compiled code
                for (Way way : ways) {
                    double micros = micros(threads, way.work());
                    if (slice >= 0) {
                        way.micros().add(micros);
                    }
                }
                Collections.rotate(ways, 1);
            }
            return row(platform, byTurns, straight, aws);
        } finally {
            threads.shutdown();
        }
    }

    private Row row(Way platform, Way byTurns, Way straight, Way aws) {
        Map<String, Object> settings = bench.settings();
        settings.put("threads", THREADS);
        settings.put("slices", slices);
        settings.put("microsRouted", Row.rounded(platform.median()));
        settings.put("microsPools", Row.rounded(byTurns.median()));
        settings.put("microsOnePool", Row.rounded(straight.median()));
        settings.put("microsAwsWrapper", Row.rounded(aws.median()));
        settings.put("microsAwsWrapperBeyondOnePool", Row.rounded(aws.median() - straight.median()));
        return new Row(
                "router-cost",
                platform.median() - byTurns.median(),
                "µs of processor time",
                MOST_MICROS,
                FLOOR_MICROS,
                Row.Better.LOWER,
                settings);
    }

    /** Returns what one takes of the time of all processors, of which none rests. */
    private static double micros(ExecutorService threads, Work work) throws Exception {
        var count = new LongAdder();
        long start = System.nanoTime();
        Callable<Void> reader = () -> {
            while (System.nanoTime() - start < SLICE_NANOS) {
                work.run();
                count.increment();
            }
            return null;
        };
        for (Future<Void> done : threads.invokeAll(Collections.nCopies(THREADS, reader))) {
            done.get();
        }
        int processors = Math.min(THREADS, Runtime.getRuntime().availableProcessors());
        return (System.nanoTime() - start) / 1e3 * processors / count.sum();
    }

    /** As the platform itself gets in: what a superuser asks is not asked whether he may. */
    private DatabaseAddress asReader(ClusterNode node) throws IOException {
        String[] passwordLine = Files.readString(audit.var().resolve("run/database.pgpass"))
                .strip()
                .split(":", -1);
        return node.directAddress().as(passwordLine[passwordLine.length - 2], passwordLine[passwordLine.length - 1]);
    }
}
