package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import java.util.List;

/** Replicas of the database. */
final class ReplicaMetrics implements MetricSource {
    private final Replicas replicas;

    ReplicaMetrics(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public String name() {
        return "replicas";
    }

    @Override
    public List<MetricFamily> read() {
        var healthy = MetricFamily.gauge("auditdb_replica_healthy", "1 for a replica that is asked");
        var lag = MetricFamily.gauge("auditdb_replica_lag_seconds", "How old what a replica shows may be");
        var behind =
                MetricFamily.gauge("auditdb_replica_lag_bytes", "Log of the primary that a replica has not replayed");
        var latency =
                MetricFamily.gauge("auditdb_replica_latency_seconds", "How long it takes to answer a small question");
        var reads = MetricFamily.counter("auditdb_replica_reads_total", "Queries that a replica has answered");
        for (ReplicaState replica : replicas.states()) {
            String name = replica.name();
            healthy.add(replica.healthy() ? 1 : 0, "replica", name);
            reads.add(replica.reads(), "replica", name);
            if (replica.lag() != null) {
                lag.add(replica.lag().toNanos() / 1e9, "replica", name);
            }
            if (replica.lagBytes() >= 0) {
                behind.add(replica.lagBytes(), "replica", name);
            }
            if (replica.latency() != null) {
                latency.add(replica.latency().toNanos() / 1e9, "replica", name);
            }
        }
        return List.of(
                healthy.build(),
                lag.build(),
                behind.build(),
                latency.build(),
                reads.build(),
                MetricFamily.counter("auditdb_primary_reads_total", "Queries that the primary has answered")
                        .add(replicas.primaryReads())
                        .build(),
                MetricFamily.counter(
                                "auditdb_replica_fallbacks_total",
                                "Queries that were asked again elsewhere, because a replica failed or lagged")
                        .add(replicas.fallbacks())
                        .build());
    }
}
