package io.auditdb.plugin.monitoring.database;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ConnectionManager.Purpose;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.Replicas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sessions on the primary and on the replicas. Safe for use by many threads. */
public final class Databases {
    /** The node that is not a replica. */
    public static final String PRIMARY = "primary";

    private static final int ATTEMPTS = 5;
    private static final int MAX_PAUSE_MILLIS = 100;

    private final ConnectionManager connections;
    private final Replicas replicas;
    private final ErrorRecovery recovery;

    /** Asks those that the platform has. */
    public Databases(PluginContext context) {
        this.connections = context.service(ConnectionManager.class);
        this.replicas = context.service(Replicas.class);
        this.recovery = context.service(ErrorRecovery.class);
    }

    /** Something to do on a connection. */
    public interface Work<R> {
        /** Does it. */
        R run(Connection connection) throws SQLException;
    }

    /** Returns the names of the replicas. */
    public List<String> replicas() {
        return replicas.states().stream().map(it -> it.name()).toList();
    }

    /** Asks the primary as the role that owns the event table; again when somebody was in the way of the question. */
    public <R> R read(Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connections.connection(Purpose.MAINTAIN)) {
                return work.run(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || recovery.classify(e) != Category.CONTENTION) {
                    throw recovery.handle(e);
                }
            }
            pause();
        }
    }

    /** Runs one transaction on the primary, as the role that owns the event table. */
    public <R> R transaction(Work<R> work) {
        try (Connection connection = connections.connection(Purpose.MAINTAIN)) {
            return rolledBackUnlessDone(connection, work, true);
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }

    /** Runs one transaction on a node as the role that queries, and leaves nothing behind. */
    public <R> R trial(String node, Work<R> work) {
        try (Connection connection = open(node)) {
            return rolledBackUnlessDone(connection, work, false);
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }

    private Connection open(String node) {
        return node.equals(PRIMARY)
                ? connections.connection(Purpose.READ, Lane.MAINTENANCE)
                : replicas.connection(node);
    }

    private static <R> R rolledBackUnlessDone(Connection connection, Work<R> work, boolean keep) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            R result = work.run(connection);
            done = keep;
            return result;
        } finally {
            if (done) {
                connection.commit();
            } else {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, MAX_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }
}
