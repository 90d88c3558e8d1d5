package io.auditdb.kernel.store;

import io.auditdb.api.storage.ConnectionManager;
import java.sql.Connection;
import java.sql.SQLException;

/** Transactions of the maintaining role. Safe for use by many threads. */
public final class Transactions {
    private final ConnectionManager connections;
    private final SqlErrors errors = new SqlErrors();

    /** Takes connections from here. */
    public Transactions(ConnectionManager connections) {
        this.connections = connections;
    }

    /** What is done in one. */
    public interface Work<R> {
        /** Does it. */
        R run(Connection connection) throws SQLException;
    }

    /** Runs a transaction that sees one state of the database; what is recorded in one could get a number twice. */
    public <R> R snapshot(Work<R> work) {
        return run(Connection.TRANSACTION_REPEATABLE_READ, work);
    }

    /** Runs a transaction that sees what others commit meanwhile. */
    public <R> R transaction(Work<R> work) {
        return run(Connection.TRANSACTION_READ_COMMITTED, work);
    }

    private <R> R run(int isolation, Work<R> work) {
        try (Connection connection = connections.connection(ConnectionManager.Purpose.MAINTAIN)) {
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(false);
            R result = commit(connection, work);
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private static <R> R commit(Connection connection, Work<R> work) throws SQLException {
        try {
            R result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException broken) { // a COPY that ended early took the connection with it
                e.addSuppressed(broken);
            }
            throw e;
        }
    }
}
