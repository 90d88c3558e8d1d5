package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One state of the database, seen through several connections that only read. They are the maintaining role's, to which
 * partitions belong also while they are detached.
 */
final class Snapshot implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 20;
    private static final String UNDEFINED_TABLE = "42P01";

    private final List<Connection> connections = new ArrayList<>();
    private StoredRows rows;

    private Snapshot() {}

    static Snapshot open(Store store, int connections) throws SQLException {
        var snapshot = new Snapshot();
        try {
            Connection first = snapshot.begin(store);
            snapshot.lock(first);
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

    /**
     * Locks come before the snapshot: a partition that is detached or dropped in between would look as if its events were
     * gone. Which ones are detached has to be the same in the snapshot as before the locks.
     */
    private void lock(Connection first) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            StoredRows before = StoredRows.read(first);
            first.rollback();
            try {
                execute(first, "LOCK TABLE audit_event IN ACCESS SHARE MODE");
                for (String table : before.detached()) {
                    execute(first, "LOCK TABLE ONLY " + StoredRows.quote(table) + " IN ACCESS SHARE MODE");
                }
                rows = StoredRows.read(first);
                if (rows.detached().equals(before.detached())) {
                    return;
                }
            } catch (SQLException e) {
                if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
                    throw e;
                }
            }
            first.rollback();
            if (attempt == MAX_ATTEMPTS) {
                throw new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "Partitions are being detached and dropped one after the other; try again",
                        Duration.ofSeconds(5),
                        null);
            }
        }
    }

    private Connection begin(Store store) throws SQLException {
        Connection connection = store.openMaintainer();
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

    /** Returns where the rows of events are in this state. */
    StoredRows rows() {
        return rows;
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
