package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.resilience.Guard;
import java.sql.Connection;
import java.util.List;

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
        return switch (purpose) {
            case READ -> primary.call(() -> pools.connection(purpose));
            case WRITE -> writing();
            case MAINTAIN -> partitions.call(() -> pools.connection(purpose));
        };
    }

    /** A connection at rest may be good whatever reads have met, and what is to be written is not refused for that. */
    private Connection writing() {
        if (!pools.hasIdleWriter()) {
            return primary.call(() -> pools.connection(Purpose.WRITE));
        }
        try {
            return pools.connection(Purpose.WRITE);
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
