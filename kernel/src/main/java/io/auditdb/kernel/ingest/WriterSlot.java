package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * The right to commit batches under one writer number, held by an advisory lock of the database: for the life of a
 * connection, or of a transaction. As long as it is held nobody else commits under the number, which is what makes the
 * batch numbers gapless.
 */
final class WriterSlot {
    private static final int LOCK_CLASS = 0x61756477;
    private static final int MAX_WRITERS = 1000;
    private static final int FIRST_TRANSACTION_WRITER = MAX_WRITERS + 1;

    private final int writer;
    private final int backend;
    private long next;

    private WriterSlot(Connection connection, int writer) throws SQLException {
        this.writer = writer;
        this.backend = connection.unwrap(PGConnection.class).getBackendPID();
        this.next = nextNumber(connection, writer);
    }

    /** Takes the first free number for the life of the connection. */
    static WriterSlot forConnection(Connection connection) throws SQLException {
        return firstFree(connection, "SELECT pg_try_advisory_lock(?, ?)", 1);
    }

    /** Takes a free number until the transaction ends. */
    static WriterSlot forTransaction(Connection connection) throws SQLException {
        return firstFree(connection, "SELECT pg_try_advisory_xact_lock(?, ?)", FIRST_TRANSACTION_WRITER);
    }

    /** Returns whether the backend that held this number still does: as long as it may, its commit may yet take place. */
    boolean isStillHeld(Connection other) throws SQLException {
        try (PreparedStatement statement = other.prepareStatement(
                """
                SELECT EXISTS (
                  SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
                  WHERE l.locktype = 'advisory' AND l.classid = ? AND l.objid = ? AND l.pid = ?
                )
                """)) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, writer);
            statement.setInt(3, backend);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    private static WriterSlot firstFree(Connection connection, String sql, int first) throws SQLException {
        for (int writer = first; writer < first + MAX_WRITERS; writer++) {
            if (lock(connection, sql, writer)) {
                return new WriterSlot(connection, writer);
            }
        }
        throw new AuditDbException(
                StandardErrorCode.DATABASE_UNAVAILABLE, "All " + MAX_WRITERS + " writer numbers are taken");
    }

    private static boolean lock(Connection connection, String sql, int writer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, writer);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return "t".equals(result.getString(1));
            }
        }
    }

    private static long nextNumber(Connection connection, int writer) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT coalesce(max(number), 0) + 1 FROM ledger_batch WHERE writer = ?")) {
            statement.setInt(1, writer);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    int writer() {
        return writer;
    }

    /** Returns the number of the next batch. */
    long next() {
        return next;
    }

    /** Asks the database again which number is next. */
    void reload(Connection connection) throws SQLException {
        next = nextNumber(connection, writer);
    }

    /** The batch with that number is committed. */
    void advance() {
        next++;
    }
}
