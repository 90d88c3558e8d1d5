package io.auditdb.kernel.ledger.storage;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.tree.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/**
 * A place in the chain of stored checkpoints: each has the next number and a MAC over itself and the size of the one
 * before, so that none can be taken out of the middle.
 *
 * @param number gapless from 1
 * @param size the number of leaves
 */
public record CheckpointLink(long number, long size) {
    /** Before the first checkpoint. */
    public static final CheckpointLink NONE = new CheckpointLink(0, 0);

    private static final String LABEL = "checkpoint v1";

    /** Returns the end of the chain. */
    public static CheckpointLink newest(Connection connection) throws SQLException {
        return upTo(connection, Long.MAX_VALUE);
    }

    /** Returns the last link over at most so many leaves. */
    public static CheckpointLink upTo(Connection connection, long size) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT number, size FROM ledger_checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1")) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new CheckpointLink(row.getLong("number"), row.getLong("size")) : NONE;
            }
        }
    }

    /** Stores a checkpoint as the next link, and returns that. */
    public CheckpointLink append(Connection connection, BatchMac key, Checkpoint checkpoint) throws SQLException {
        var next = new CheckpointLink(number + 1, checkpoint.size());
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_checkpoint (number, size, root, note, signed_at, mac) VALUES (?, ?, ?, ?, ?, ?)")) {
            statement.setLong(1, next.number);
            statement.setLong(2, next.size);
            statement.setBytes(3, checkpoint.root());
            statement.setString(4, checkpoint.note());
            statement.setTimestamp(5, Timestamp.from(checkpoint.signedAt()));
            statement.setBytes(6, next.mac(key, this, checkpoint));
            statement.executeUpdate();
        }
        return next;
    }

    /** Returns whether this is the link after {@code previous}, as the log wrote it. */
    public boolean follows(CheckpointLink previous, BatchMac key, Checkpoint checkpoint, byte[] mac) {
        return number == previous.number + 1 && MessageDigest.isEqual(mac(key, previous, checkpoint), mac);
    }

    private byte[] mac(BatchMac key, CheckpointLink previous, Checkpoint checkpoint) {
        byte[] root = checkpoint.root();
        byte[] note = new Hashes().of(checkpoint.note().getBytes(StandardCharsets.UTF_8));
        return key.of(
                LABEL,
                ByteBuffer.allocate(24 + root.length + note.length)
                        .putLong(number)
                        .putLong(size)
                        .putLong(previous.size)
                        .put(note)
                        .put(root)
                        .array());
    }
}
