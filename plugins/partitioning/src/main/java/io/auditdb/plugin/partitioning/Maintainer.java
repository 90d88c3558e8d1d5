package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sessions of the role that owns the event table. Safe for use by many threads. */
public final class Maintainer {
    /** Both are taken by every instance: the first by whoever attaches, the second by whoever works through a plan. */
    private static final String TREE_LOCK = "SELECT pg_advisory_xact_lock(1635083376, 0)";

    private static final String PASS_LOCK = "SELECT pg_try_advisory_lock(1635083376, 1)";
    private static final String PASS_UNLOCK = "SELECT pg_advisory_unlock(1635083376, 1)";
    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = 'audit_event'::regclass AND attnum > 0 AND NOT attisdropped
            """;
    private static final int MAX_PAUSE_MILLIS = 100;

    private final ConnectionManager connections;
    private final ErrorRecovery recovery;
    private final PartitioningSettings settings;

    Maintainer(ConnectionManager connections, ErrorRecovery recovery, PartitioningSettings settings) {
        this.connections = connections;
        this.recovery = recovery;
        this.settings = settings;
    }

    /** Something to do on a connection. */
    public interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /** Reads one row. */
    public interface Row<R> {
        R read(ResultSet row) throws SQLException;
    }

    Connection connect() {
        return connections.connection(ConnectionManager.Purpose.MAINTAIN);
    }

    /** Runs statements, each committed for itself. */
    public <R> R session(Work<R> work) {
        try (Connection connection = connect()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }

    /** Runs queries, again when others were in their way; even to ask for the size of a table takes a lock on it. */
    public <R> R read(Work<R> work) {
        return patiently(work);
    }

    /** Runs a transaction, again when others were in its way. */
    public <R> R transaction(Work<R> work) {
        return patiently(connection -> commit(connection, work));
    }

    private <R> R patiently(Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connect()) {
                return work.run(connection);
            } catch (SQLException e) {
                if (attempt == settings.lockAttempts() || recovery.classify(e) != Category.CONTENTION) {
                    throw recovery.handle(e);
                }
            }
            pause();
        }
    }

    private static <R> R commit(Connection connection, Work<R> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            R result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Runs work if no other instance is at such work; returns whether it did. */
    public boolean alone(Runnable work) {
        return session(connection -> {
            if (!query(connection, PASS_LOCK, row -> row.getBoolean(1)).get(0)) {
                return false;
            }
            try {
                work.run();
            } finally {
                query(connection, PASS_UNLOCK, row -> null);
            }
            return true;
        });
    }

    /** As {@link #alone}, after waiting shortly for others to finish. */
    public boolean alonePatiently(Runnable work) {
        for (int attempt = 1; !alone(work); attempt++) {
            if (attempt == settings.lockAttempts()) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Takes the lock of the tree until the transaction ends. */
    public static void lockTree(Connection connection) throws SQLException {
        query(connection, TREE_LOCK, row -> null);
    }

    /** Lets the rest of the transaction wait for a lock only as long as others may be kept waiting behind it. */
    public void waitBriefly(Connection connection) throws SQLException {
        execute(
                connection,
                "SET LOCAL lock_timeout = " + settings.exclusiveLockTimeout().toMillis());
    }

    /** Takes a lock that keeps everybody out, waiting only shortly each time, and keeping what was done before. */
    void lockExclusively(Connection connection, String table) throws SQLException {
        waitBriefly(connection);
        for (int attempt = 1; ; attempt++) {
            var before = connection.setSavepoint();
            try {
                execute(connection, "LOCK TABLE ONLY " + quote(table) + " IN ACCESS EXCLUSIVE MODE");
                return;
            } catch (SQLException e) {
                connection.rollback(before);
                if (attempt == settings.lockAttempts() || recovery.classify(e) != Category.CONTENTION) {
                    throw e;
                }
            }
            pause();
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    public static <R> List<R> query(Connection connection, String sql, Row<R> reader, Object... parameters)
            throws SQLException {
        var rows = new ArrayList<R>();
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(reader.read(row));
            }
        }
        return rows;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Returns the columns of the event table by name; those of a table that others made may have another order. */
    public static String columns(Connection connection) throws SQLException {
        return query(connection, COLUMNS, row -> row.getString(1)).get(0);
    }

    /** An identifier cannot be a parameter. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Lets others have their turn. */
    public static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, MAX_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }
}
