package io.auditdb.benchmarks.router;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.Replicas;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import io.auditdb.testing.TestingDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What it costs to have a read routed, beside the AWS JDBC wrapper, and whether readers find what they have written. */
public final class RouterBenchmark {
    private static final int EVENTS = 5_000;
    private static final double MOST_MICROS = 5;
    private static final double FLOOR_MICROS = 20;

    private final Bench bench;

    /** Measures with a cluster of its own. */
    public RouterBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Adds the rows. */
    public void run(Report report) throws Exception {
        try (var cluster = TestingCluster.start(Map.of("shared_buffers", "128MB"))) {
            TestingDatabase database = cluster.createDatabase();
            try (var audit = TestingAuditDb.closed(database, settings(cluster, database))) {
                audit.start();
                List<AuditEvent> events = bench.events(6, EVENTS).events(0, EVENTS);
                for (int i = 0; i < EVENTS; i += 500) {
                    audit.database().append(events.subList(i, i + 500));
                }
                cluster.awaitReplay();
                awaitHealthy(audit);
                cost(report, cluster, audit, events.get(0));
                new OwnWrites(bench, cluster, audit).run(report);
            }
        }
    }

    private static Map<String, ?> settings(TestingCluster cluster, TestingDatabase database) {
        return Map.of(
                "cache.enabled",
                false,
                "plugins.replica-router.enabled",
                true,
                "plugins.replica-router.warm-up",
                "0s",
                "database.replicas.one",
                TestingCluster.url(cluster.standby(0), database),
                "database.replicas.two",
                TestingCluster.url(cluster.standby(1), database));
    }

    private static void awaitHealthy(TestingAuditDb audit) throws InterruptedException {
        Replicas replicas = audit.platform().service(Replicas.class);
        while (!replicas.states().stream().allMatch(state -> state.healthy() && state.lagBytes() == 0)) {
            Thread.sleep(50);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** One way to ask, and how long it took in microseconds. */
    private record Way(Work work, Samples micros) {
        static Way of(Work work) {
            return new Way(work, new Samples());
        }

        void once(boolean counts) throws Exception {
            long start = System.nanoTime();
            work.run();
            double took = (System.nanoTime() - start) / 1e3;
            if (counts) {
                micros.add(took);
            }
        }

        double median() {
            return micros.median();
        }
    }

    /**
     * The same small page, through the platform, and by the same code straight from pools: of the same two standbys by
     * turns, of one of them, and by the wrapper. Each has sessions of its own, for one that is used more often is quicker,
     * and each comes first as often as last, so that whatever else runs is everybody's.
     */
    private void cost(Report report, TestingCluster cluster, TestingAuditDb audit, AuditEvent sample) throws Exception {
        EventQuery query = EventQuery.builder()
                .tenant(sample.tenant())
                .subject(sample.subject().orElseThrow().id())
                .limit(10)
                .build();
        int times = bench.quick() ? 2_000 : 8_000;
        String name = audit.postgres().address().database();
        DatabaseAddress one = asReader(cluster.standby(0), audit);
        DatabaseAddress two = asReader(cluster.standby(1), audit);
        DatabaseAddress primary = asReader(cluster.primary(), audit);
        try (var first = PeerReads.straight(one, name);
                var second = PeerReads.straight(two, name);
                var alone = PeerReads.straight(one, name);
                var wrapper = PeerReads.wrapped(primary, one, name)) {
            var turn = new AtomicInteger();
            Way routed = Way.of(() -> audit.database().query(query));
            Way byTurns = Way.of(() -> (turn.getAndIncrement() % 2 == 0 ? first : second).count(query));
            Way straight = Way.of(() -> alone.count(query));
            Way wrapped = Way.of(() -> wrapper.count(query));
            List<Way> ways = new ArrayList<>(List.of(routed, byTurns, straight, wrapped));
            for (int i = -times / 2; i < times; i++) { // until it runs as compiled code
                for (Way way : ways) {
                    way.once(i >= 0);
                }
                if (i % 2 == 0) { // turns of standbys go by two
                    Collections.rotate(ways, 1);
                }
            }
            Map<String, Object> settings = bench.settings();
            settings.put("queries", times);
            settings.put("medianMicrosRouted", Row.rounded(routed.median()));
            settings.put("medianMicrosPools", Row.rounded(byTurns.median()));
            settings.put("medianMicrosOnePool", Row.rounded(straight.median()));
            settings.put("medianMicrosAwsWrapper", Row.rounded(wrapped.median()));
            settings.put("microsAwsWrapperBeyondOnePool", Row.rounded(wrapped.median() - straight.median()));
            report.add(new Row(
                    "router-cost",
                    routed.median() - byTurns.median(),
                    "µs",
                    MOST_MICROS,
                    FLOOR_MICROS,
                    Row.Better.LOWER,
                    settings));
        }
        primaryShare(report, audit);
    }

    /** As the platform itself gets in: what a superuser asks is not asked whether he may. */
    private static DatabaseAddress asReader(ClusterNode node, TestingAuditDb audit) throws IOException {
        String[] passwordLine = Files.readString(audit.var().resolve("run/database.pgpass"))
                .strip()
                .split(":", -1);
        return node.address().as(passwordLine[passwordLine.length - 2], passwordLine[passwordLine.length - 1]);
    }

    private void primaryShare(Report report, TestingAuditDb audit) {
        Replicas replicas = audit.platform().service(Replicas.class);
        long onReplicas =
                replicas.states().stream().mapToLong(state -> state.reads()).sum();
        Map<String, Object> settings = bench.settings();
        settings.put("readsOfReplicas", onReplicas);
        settings.put("readsOfPrimary", replicas.primaryReads());
        report.add(new Row(
                "router-primary-share",
                100.0 * replicas.primaryReads() / (replicas.primaryReads() + onReplicas),
                "%",
                1,
                5,
                Row.Better.LOWER,
                settings));
    }
}
