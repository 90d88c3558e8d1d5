package io.auditdb.benchmarks.router;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.Replicas;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import io.auditdb.testing.TestingDatabase;
import java.util.List;
import java.util.Map;

/** What it costs to have a read routed, beside the AWS JDBC wrapper, and whether readers find what they have written. */
public final class RouterBenchmark {
    private static final int EVENTS = 5_000;
    private static final int BLOCKS = 15;

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

    /** Returns the microseconds of one. */
    private static double micros(Work work, int times) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    /** The same small page, through the platform, and by the same code straight from pools on the same standby. */
    private void cost(Report report, TestingCluster cluster, TestingAuditDb audit, AuditEvent sample) throws Exception {
        EventQuery query = EventQuery.builder()
                .tenant(sample.tenant())
                .subject(sample.subject().orElseThrow().id())
                .limit(10)
                .build();
        int times = bench.quick() ? 500 : 3_000;
        var routed = new Samples();
        var straight = new Samples();
        var wrapped = new Samples();
        String name = audit.postgres().address().database();
        ClusterNode standby = cluster.standby(0);
        try (var pool = PeerReads.straight(standby.address(), name);
                var wrapper = PeerReads.wrapped(cluster.primary().address(), standby.address(), name)) {
            for (int block = 0; block < BLOCKS; block++) {
                double one = micros(() -> audit.database().query(query), times);
                double two = micros(() -> pool.count(query), times);
                double three = micros(() -> wrapper.count(query), times);
                if (block >= BLOCKS / 3) { // the others warm up
                    routed.add(one);
                    straight.add(two);
                    wrapped.add(three);
                }
            }
        }
        Replicas replicas = audit.platform().service(Replicas.class);
        long onReplicas =
                replicas.states().stream().mapToLong(state -> state.reads()).sum();
        Map<String, Object> settings = bench.settings();
        settings.put("microsRouted", Row.rounded(routed.median()));
        settings.put("microsStraight", Row.rounded(straight.median()));
        settings.put("microsAwsWrapper", Row.rounded(wrapped.median()));
        settings.put("microsBeyondAwsWrapper", Row.rounded(wrapped.median() - straight.median()));
        report.add(new Row(
                "router-cost",
                Math.max(0, routed.median() - straight.median()),
                "µs",
                5,
                20,
                Row.Better.LOWER,
                settings));
        report.add(new Row(
                "router-primary-share",
                100.0 * replicas.primaryReads() / (replicas.primaryReads() + onReplicas),
                "%",
                1,
                5,
                Row.Better.LOWER,
                bench.settings()));
    }
}
