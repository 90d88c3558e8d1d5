package io.auditdb.kernel;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import java.util.List;

/** Whether a pool has connections for those who ask. That the whole database is away another check says. */
final class PoolHealth implements HealthCheck {
    private final ConnectionManager connections;
    private final String pool;

    private PoolHealth(ConnectionManager connections, String pool) {
        this.connections = connections;
        this.pool = pool;
    }

    /** Returns a check for each pool. */
    static List<PoolHealth> checks(ConnectionManager connections) {
        return connections.poolStats().stream()
                .map(it -> new PoolHealth(connections, it.name()))
                .toList();
    }

    @Override
    public String name() {
        return "pool " + pool;
    }

    @Override
    public String advice() {
        return "ask less at a time, or let it have more connections: audit-db limit set pool:NAME"
                + " max=N, where the database has room for them";
    }

    @Override
    public Result check() {
        PoolStats stats = connections.poolStats().stream()
                .filter(it -> it.name().equals(pool))
                .findFirst()
                .orElseThrow();
        return switch (stats.state()) {
            case UP -> Result.OK;
            case OVERLOADED ->
                new Result(
                        Status.DEGRADED,
                        "callers were refused within the last minute; " + stats.active() + " of " + stats.size()
                                + " connections are in use, " + stats.waiting() + " callers wait");
            case DOWN -> new Result(Status.DEGRADED, "the database gave no connection when it was asked last");
        };
    }
}
