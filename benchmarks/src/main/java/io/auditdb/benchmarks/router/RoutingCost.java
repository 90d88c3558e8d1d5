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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to have a read routed: the same small page through the platform, and by the same code straight from pools
 * of the same two standbys by turns, straight from a pool of one, and through the AWS JDBC wrapper. The servers do the same
 * for each, so what counts is the processor time of the threads that ask; the ways take turns read by read, and several
 * threads keep all processors busy, so that none finds more in a processor's cache than another.
 */
final class RoutingCost {
    private static final double MOST_MICROS = 5;
    private static final double FLOOR_MICROS = 20;
    private static final int THREADS = 4;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final Bench bench;
    private final TestingCluster cluster;
    private final TestingAuditDb audit;
    private final EventQuery query;
    private final int rounds;

    RoutingCost(Bench bench, TestingCluster cluster, TestingAuditDb audit, AuditEvent sample) {
        this.bench = bench;
        this.cluster = cluster;
        this.audit = audit;
        this.rounds = bench.quick() ? 1_000 : 5_000;
        this.query = EventQuery.builder()
                .tenant(sample.tenant())
                .subject(sample.subject().orElseThrow().id())
                .limit(10)
                .build();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** One way to ask, and what it took in microseconds: of processor time, and until the answer was there. */
    private record Way(Work work, Samples micros, Samples elapsed) {
        static Way of(Work work) {
            return new Way(work, new Samples(), new Samples());
        }

        void run(boolean counts) throws Exception {
            long start = System.nanoTime();
            long used = CLOCK.getCurrentThreadCpuTime();
            work.run();
            double took = (CLOCK.getCurrentThreadCpuTime() - used) / 1e3;
            if (counts) {
                synchronized (this) {
                    micros.add(took);
                    elapsed.add((System.nanoTime() - start) / 1e3);
                }
            }
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
            List<Way> ways = List.of(platform, byTurns, straight, aws);
            Callable<Void> reader = () -> {
                for (int round = -rounds; round < rounds; round++) { // the first until all runs as compiled code
                    for (int i = 0; i < ways.size(); i++) {
                        ways.get((i + Math.abs(round)) % ways.size()).run(round >= 0);
                    }
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(THREADS, reader))) {
                done.get();
            }
            return row(platform, byTurns, straight, aws);
        } finally {
            threads.shutdown();
        }
    }

    private Row row(Way platform, Way byTurns, Way straight, Way aws) {
        Map<String, Object> settings = bench.settings();
        settings.put("threads", THREADS);
        settings.put("readsOfEach", THREADS * rounds);
        settings.put("microsRouted", Row.rounded(platform.median()));
        settings.put("microsPools", Row.rounded(byTurns.median()));
        settings.put("microsOnePool", Row.rounded(straight.median()));
        settings.put("microsAwsWrapper", Row.rounded(aws.median()));
        settings.put("microsAwsWrapperBeyondOnePool", Row.rounded(aws.median() - straight.median()));
        settings.put(
                "meanMicros",
                Row.rounded(platform.micros().mean() - byTurns.micros().mean()));
        settings.put(
                "meanMicrosAwsWrapper",
                Row.rounded(aws.micros().mean() - straight.micros().mean()));
        settings.put("elapsedMicrosRouted", Row.rounded(platform.elapsed().median()));
        settings.put("elapsedMicrosPools", Row.rounded(byTurns.elapsed().median()));
        return new Row(
                "router-cost",
                platform.median() - byTurns.median(),
                "µs of processor time",
                MOST_MICROS,
                FLOOR_MICROS,
                Row.Better.LOWER,
                settings);
    }

    /** As the platform itself gets in: what a superuser asks is not asked whether he may. */
    private DatabaseAddress asReader(ClusterNode node) throws IOException {
        String[] passwordLine = Files.readString(audit.var().resolve("run/database.pgpass"))
                .strip()
                .split(":", -1);
        return node.directAddress().as(passwordLine[passwordLine.length - 2], passwordLine[passwordLine.length - 1]);
    }
}
