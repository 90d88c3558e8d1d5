package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.kernel.resilience.Guard;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;

/** Connections, of which nobody waits for one while the database keeps failing. Safe for use by many threads. */
final class GuardedConnections implements ConnectionManager {
    private final Pools pools;
    private final Guard primary;
    private final Guard partitions;

    GuardedConnections(Pools pools, Guard primary, Guard partitions) {
        this.pools = pools;
        this.primary = primary;
        this.partitions = partitions;
    }

    @Override
    public Connection connection(Purpose purpose) {
        return guarded(purpose, () -> pools.connection(purpose));
    }

    @Override
    public Connection connection(Purpose purpose, Lane lane) {
        return guarded(purpose, () -> pools.connection(purpose, lane));
    }

    private Connection guarded(Purpose purpose, Supplier<Connection> pool) {
        return switch (purpose) {
            case READ -> primary.call(pool);
            case WRITE -> writing(pool);
            case MAINTAIN -> partitions.call(pool);
        };
    }

    /** A connection at rest may be good whatever reads have met, and what is to be written is not refused for that. */
    private Connection writing(Supplier<Connection> pool) {
        if (!pools.hasIdleWriter()) {
            return primary.call(pool);
        }
        try {
            return pool.get();
        } catch (AuditDbException e) {
            primary.failed(e);
            throw e;
        }
    }

    @Override
    public List<DatabaseHealth> health() {
        return pools.health();
    }

    @Override
    public List<PoolStats> poolStats() {
        return pools.poolStats();
    }
}
