package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.ledger.verification.EventImages;
import io.auditdb.kernel.store.CopyWriter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A table for archived rows within a transaction. It is dropped before the transaction ends, so that nobody else ever sees
 * it, and nothing of it is written to the log of the database. For one thread.
 */
final class Stage implements AutoCloseable {
    private final Connection transaction;
    private final String table;

    private Stage(Connection transaction, String table) {
        this.transaction = transaction;
        this.table = table;
    }

    static Stage open(Connection transaction) throws SQLException {
        var stage = new Stage(
                transaction, "archive_stage_" + UUID.randomUUID().toString().replace('-', '_'));
        stage.execute("CREATE UNLOGGED TABLE " + stage.table + " (LIKE audit_event)");
        return stage;
    }

    /** Returns its name, which needs no quotes. */
    String table() {
        return table;
    }

    /** Puts one row into it, as it is in an archive. */
    void put(byte[] row) throws SQLException {
        try (CopyWriter copy = CopyWriter.open(transaction, target(table))) {
            put(copy, row.clone());
            copy.finish();
        }
    }

    /** Puts all rows into it, which have to be so many. */
    void put(ArchiveRows rows, long count) throws SQLException {
        if (put(transaction, rows, table) != count) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION,
                    "An archive does not hold as many rows as its manifest says");
        }
        execute("ANALYZE " + table);
    }

    /** Puts archived rows into a table with the columns of the event table; returns how many there were. */
    static long put(Connection transaction, ArchiveRows rows, String table) throws SQLException {
        try (CopyWriter copy = CopyWriter.open(transaction, target(table))) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                put(copy, row);
            }
            return copy.finish();
        }
    }

    private static String target(String table) {
        return table + " (" + EventImages.COLUMNS.replace("e.", "") + ")";
    }

    /** The last field, the leaf, is no column of the event table. */
    private static void put(CopyWriter copy, byte[] row) throws SQLException {
        ByteBuffer.wrap(row).putShort((short) (ArchiveRows.COLUMNS.size() - 1));
        copy.write(row, row.length - Integer.BYTES - Long.BYTES);
    }

    boolean isEmpty() throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery("SELECT NOT EXISTS (SELECT FROM " + table + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP TABLE " + table);
    }
}
