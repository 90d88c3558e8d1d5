package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Pools of connections. */
final class PoolMetrics implements MetricSource {
    private final ConnectionManager connections;

    PoolMetrics(ConnectionManager connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "pools";
    }

    @Override
    public List<MetricFamily> read() {
        var open = MetricFamily.gauge("auditdb_pool_connections", "Connections, by whether they are in use");
        var size = MetricFamily.gauge("auditdb_pool_size", "Connections that a pool is sized to now");
        var max = MetricFamily.gauge("auditdb_pool_max_connections", "Connections that it may be sized to");
        var waiting = MetricFamily.gauge("auditdb_pool_waiting_callers", "Callers that wait for a connection");
        var failed = MetricFamily.counter("auditdb_pool_failures_total", "How often the database gave no connection");
        var acquire =
                MetricFamily.gauge("auditdb_pool_acquire_seconds", "How long it took to get a connection, recently");
        var use = MetricFamily.gauge("auditdb_pool_use_seconds", "How long connections were kept, recently");
        var acquired = MetricFamily.counter("auditdb_pool_acquired_total", "Callers that got a connection");
        var refused = MetricFamily.counter("auditdb_pool_refused_total", "Callers that were turned away at once");
        var timedOut = MetricFamily.counter("auditdb_pool_timed_out_total", "Callers that waited in vain");
        for (PoolStats pool : connections.poolStats()) {
            String name = pool.name();
            open.add(pool.active(), "pool", name, "state", "active");
            open.add(pool.idle(), "pool", name, "state", "idle");
            size.add(pool.size(), "pool", name);
            max.add(pool.max(), "pool", name);
            waiting.add(pool.waiting(), "pool", name);
            failed.add(pool.failed(), "pool", name);
            addTiming(acquire, name, pool.acquire());
            addTiming(use, name, pool.use());
            for (LaneStats lane : pool.lanes()) {
                String of = lane.lane().name().toLowerCase(Locale.ROOT);
                acquired.add(lane.acquired(), "pool", name, "lane", of);
                refused.add(lane.refused(), "pool", name, "lane", of);
                timedOut.add(lane.timedOut(), "pool", name, "lane", of);
            }
        }
        return List.of(
                open.build(),
                size.build(),
                max.build(),
                waiting.build(),
                failed.build(),
                acquire.build(),
                use.build(),
                acquired.build(),
                refused.build(),
                timedOut.build());
    }

    /** Not a summary: what is known has no sum. */
    private static void addTiming(MetricFamily.Builder family, String pool, PoolStats.Timing timing) {
        family.add(seconds(timing.p50()), "pool", pool, "percentile", "50");
        family.add(seconds(timing.p95()), "pool", pool, "percentile", "95");
        family.add(seconds(timing.p99()), "pool", pool, "percentile", "99");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
