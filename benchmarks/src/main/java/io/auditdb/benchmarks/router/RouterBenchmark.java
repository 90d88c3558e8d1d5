package io.auditdb.benchmarks.router;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.Replicas;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import io.auditdb.testing.TestingDatabase;
import java.util.List;
import java.util.Map;

/** What it costs to have a read routed, beside the AWS JDBC wrapper, and whether readers find what they have written. */
public final class RouterBenchmark {
    private static final int EVENTS = 5_000;

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
                primaryShare(report, audit, events.get(0));
                report.add(new RoutingCost(bench, cluster, audit, events.get(0)).row());
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
                TestingCluster.url(cluster.standby(0).directAddress(), database),
                "database.replicas.two",
                TestingCluster.url(cluster.standby(1).directAddress(), database));
    }

    static void awaitHealthy(TestingAuditDb audit) throws InterruptedException {
        Replicas replicas = audit.platform().service(Replicas.class);
        while (!replicas.states().stream().allMatch(state -> state.healthy() && state.lagBytes() == 0)) {
            Thread.sleep(50);
        }
    }

    private void primaryShare(Report report, TestingAuditDb audit, AuditEvent sample) {
        EventQuery query =
                EventQuery.builder().tenant(sample.tenant()).limit(10).build();
        for (int i = 0; i < (bench.quick() ? 500 : 5_000); i++) {
            audit.database().query(query);
        }
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
