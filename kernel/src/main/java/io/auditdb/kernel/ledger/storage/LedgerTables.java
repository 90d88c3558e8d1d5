package io.auditdb.kernel.ledger.storage;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on the ledger's tables that several parts of it need. Keeps no state. */
public final class LedgerTables {
    /** Dimensions, flags and type. */
    private static final int ARRAY_HEADER_BYTES = 12;

    private static final int UUID_BYTES = 16;

    private LedgerTables() {}

    /** Reads a batch from a row whose {@code ids} are {@code array_send(ids)}, because parsing their text takes long. */
    public static SealedBatch batch(ResultSet row) throws SQLException {
        return new SealedBatch(
                row.getInt("writer"),
                row.getLong("number"),
                ids(ByteBuffer.wrap(row.getBytes("ids"))),
                row.getBytes("leaves"),
                row.getBytes("mac"));
    }

    /** Reads an array as the database sends it. What the platform never writes comes out as ids that no event has. */
    private static List<UUID> ids(ByteBuffer array) {
        int dimensions = array.getInt();
        array.position(ARRAY_HEADER_BYTES);
        int count = dimensions == 0 ? 0 : array.getInt();
        var ids = new ArrayList<UUID>(count);
        if (count > 0) {
            array.getInt(); // the index of the first
        }
        while (array.hasRemaining()) {
            ids.add(array.getInt() == UUID_BYTES ? new UUID(array.getLong(), array.getLong()) : new UUID(0, 0));
        }
        return ids;
    }

    public static Optional<Checkpoint> newestCheckpoint(Connection connection, String origin) throws SQLException {
        return checkpointUpTo(connection, origin, Long.MAX_VALUE);
    }

    /** Returns the newest checkpoint over at most so many leaves, and at least one. */
    public static Optional<Checkpoint> checkpointUpTo(Connection connection, String origin, long size)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT size, root, note, signed_at FROM ledger_checkpoint
                WHERE size BETWEEN 1 AND ? ORDER BY size DESC LIMIT 1
                """)) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(checkpoint(row, origin)) : Optional.empty();
            }
        }
    }

    public static Optional<Checkpoint> checkpointOver(Connection connection, long size, String origin)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT size, root, note, signed_at FROM ledger_checkpoint WHERE size = ?")) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(checkpoint(row, origin)) : Optional.empty();
            }
        }
    }

    public static Checkpoint checkpoint(ResultSet row, String origin) throws SQLException {
        return new Checkpoint(
                origin,
                row.getLong("size"),
                row.getBytes("root"),
                row.getString("note"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }

    /** Returns the leaf hashes from {@code from} up to {@code to} that are sequenced, one after the other. */
    public static byte[] leaves(Connection connection, long from, long to) throws SQLException {
        var leaves = new ByteArrayOutputStream((int) (to - from) * Hashes.SIZE);
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT s.first_leaf, s.count, b.leaves
                FROM ledger_sequence s JOIN ledger_batch b ON b.writer = s.writer AND b.number = s.number
                WHERE s.first_leaf >= coalesce((SELECT max(first_leaf) FROM ledger_sequence WHERE first_leaf <= ?), 0)
                  AND s.first_leaf < ?
                ORDER BY s.first_leaf
                """)) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long first = row.getLong("first_leaf");
                    byte[] batch = row.getBytes("leaves");
                    int start = (int) Math.max(0, from - first) * Hashes.SIZE;
                    int end = (int) Math.min(batch.length, (to - first) * Hashes.SIZE);
                    if (start < end) {
                        leaves.write(batch, start, end - start);
                    }
                }
            }
        }
        return leaves.toByteArray();
    }

    public static Optional<byte[]> fullTile(Connection connection, int level, long index) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT hashes FROM ledger_tile WHERE level = ? AND index = ?")) {
            statement.setInt(1, level);
            statement.setLong(2, index);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    /** Returns the hashes of a partial tile: leaves at level 0, the roots of the full tiles below at the others. */
    public static byte[] partialTile(Connection connection, int level, long index, int width) throws SQLException {
        long first = index * MerkleTree.TILE_WIDTH;
        if (level == 0) {
            return leaves(connection, first, first + width);
        }
        var hashes = new ByteArrayOutputStream(width * Hashes.SIZE);
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT root FROM ledger_tile WHERE level = ? AND index >= ? AND index < ? ORDER BY index")) {
            statement.setInt(1, level - 1);
            statement.setLong(2, first);
            statement.setLong(3, first + width);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    hashes.writeBytes(row.getBytes(1));
                }
            }
        }
        return hashes.toByteArray();
    }

    /** Returns the right edge of the tree at a size: the partial tile of each level. */
    public static List<byte[]> edge(Connection connection, long size) throws SQLException {
        var edge = new ArrayList<byte[]>();
        int level = 0;
        for (long count = size; count > 0; count /= MerkleTree.TILE_WIDTH) {
            edge.add(partialTile(
                    connection, level, count / MerkleTree.TILE_WIDTH, (int) (count % MerkleTree.TILE_WIDTH)));
            level++;
        }
        return edge;
    }
}
