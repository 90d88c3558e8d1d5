package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One state of the database, seen through several connections of the writing role that only read. */
final class Snapshot implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();

    private Snapshot() {}

    static Snapshot open(Store store, int connections) throws SQLException {
        var snapshot = new Snapshot();
        try {
            Connection first = snapshot.begin(store);
            // before the snapshot: a partition that is detached in between would look as if its events were gone
            execute(first, "LOCK TABLE audit_event IN ACCESS SHARE MODE");
            String name = export(first);
            for (int i = 1; i < connections; i++) {
                execute(snapshot.begin(store), "SET TRANSACTION SNAPSHOT '" + name + "'");
            }
            for (Connection connection : snapshot.connections) {
                configure(connection);
            }
            return snapshot;
        } catch (SQLException e) {
            snapshot.close();
            throw e;
        }
    }

    private Connection begin(Store store) throws SQLException {
        Connection connection = store.openWriter();
        connections.add(connection);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        return connection;
    }

    private static String export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void configure(Connection connection) throws SQLException {
        execute(connection, "SET LOCAL statement_timeout = 0");
        execute(connection, "SET LOCAL idle_in_transaction_session_timeout = 0");
        // the work is divided here already
        execute(connection, "SET LOCAL max_parallel_workers_per_gather = 0");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection first() {
        return connections.get(0);
    }

    /** Returns the connection that is left for questions while the others read. */
    Connection last() {
        return connections.get(connections.size() - 1);
    }

    List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Breaks it off, also under a query that still runs in another thread. */
    void abort() throws SQLException {
        for (Connection connection : connections) {
            connection.abort(Runnable::run);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
