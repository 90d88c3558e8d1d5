package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.verification.EventImage;
import io.auditdb.kernel.ledger.verification.EventImages;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.kernel.store.SqlErrors;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The rows of a table as an archive has them, newest first; each is let through only if it makes the leaf that its batch
 * holds. For one thread.
 */
final class CommittedRows implements ArchiveRows {
    /** The length of the last field, which does not go into the archive, and the field. */
    private static final int COMMITTED_BYTES = Integer.BYTES + Hashes.SIZE;

    private final CopyReader rows;
    private final EventImages images;
    private final MessageDigest leaves;
    private long count;

    private CommittedRows(CopyReader rows, Json json) {
        this.rows = rows;
        this.images = new EventImages(json);
        try {
            this.leaves = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Starts to read.
     *
     * @param from a table, quoted, and the alias {@code e}
     * @param where a condition on it, with the word before it, or nothing
     */
    static CommittedRows open(Connection connection, Json json, String from, String where) throws SQLException {
        return new CommittedRows(
                CopyReader.open(
                        connection,
                        "SELECT " + EventImages.COLUMNS + ", s.first_leaf + e.position AS leaf,"
                                + " substring(b.leaves FROM e.position * " + Hashes.SIZE + " + 1 FOR " + Hashes.SIZE
                                + ")"
                                + " FROM " + from
                                + " JOIN ledger_sequence s ON s.writer = e.writer AND s.number = e.batch"
                                + " JOIN ledger_batch b ON b.writer = e.writer AND b.number = e.batch" + where
                                + " ORDER BY e.occurred_at DESC, e.id DESC, e.tenant COLLATE \"C\" DESC"),
                json);
    }

    @Override
    public byte[] next() {
        try {
            if (!rows.next()) {
                return null;
            }
            EventImage image = images.read(rows);
            rows.bigint();
            byte[] committed = rows.bytes();
            if (!Arrays.equals(committed, image.leaf())) {
                throw new AuditDbException(
                        StandardErrorCode.INTEGRITY_VIOLATION,
                        "The row of event " + image.id() + " is not what was committed, so it is not archived");
            }
            leaves.update(committed);
            count++;
            return archived(rows.tuple());
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** Reads what is left: a COPY that is not read to its end takes the connection with it. */
    void drain() {
        byte[] row;
        do {
            row = next();
        } while (row != null);
    }

    private static byte[] archived(byte[] tuple) {
        byte[] row = Arrays.copyOf(tuple, tuple.length - COMMITTED_BYTES);
        ByteBuffer.wrap(row).putShort((short) COLUMNS.size());
        return row;
    }

    /** Returns how many rows there were so far. */
    long count() {
        return count;
    }

    /** Returns the digest of the leaf hashes of all rows, in hex; once, after the last. */
    String leafDigest() {
        return HexFormat.of().formatHex(leaves.digest());
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }
}
