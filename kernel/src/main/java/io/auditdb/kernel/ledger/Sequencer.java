package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Gives batches their places in the tree, and has it signed. Everything is committed on the connection that holds the
 * lock, and published after that. For one thread.
 */
final class Sequencer {
    private final UnsequencedBatches batches;
    private final Continuity continuity;
    private final CheckpointChain chain;
    private final Published published;
    private final Audience audience;

    Sequencer(
            UnsequencedBatches batches,
            Continuity continuity,
            CheckpointChain chain,
            Published published,
            Audience audience) {
        this.batches = batches;
        this.continuity = continuity;
        this.chain = chain;
        this.published = published;
        this.audience = audience;
    }

    /** Checks that the log may go on, and returns the tree to go on from. */
    MerkleTree lead(Connection connection) throws SQLException, IOException {
        MerkleTree tree = continuity.lead(connection);
        chain.resume(connection).ifPresent(audience::tell);
        return tree;
    }

    /**
     * Sequences what is there, in one transaction; returns whether there was something. After a failure the tree is
     * of no more use: whether the commit took place shows when somebody resumes.
     */
    boolean step(Connection connection, MerkleTree tree) throws SQLException, IOException {
        List<SealedBatch> found = batches.next(connection);
        if (found.isEmpty()) {
            return false;
        }
        tree.append(insertPlaces(connection, found, tree.size()));
        insertTiles(connection, tree.takeFullTiles());
        Checkpoint checkpoint = chain.append(connection, tree);
        connection.commit();
        published.publish(checkpoint);
        audience.tell(checkpoint);
        return true;
    }

    /** Returns the leaves in their order. */
    private static byte[] insertPlaces(Connection connection, List<SealedBatch> found, long size) throws SQLException {
        var leaves = new ByteArrayOutputStream();
        long first = size;
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_sequence (first_leaf, writer, number, count) VALUES (?, ?, ?, ?)")) {
            for (SealedBatch batch : found) {
                statement.setLong(1, first);
                statement.setInt(2, batch.writer());
                statement.setLong(3, batch.number());
                statement.setInt(4, batch.count());
                statement.addBatch();
                first += batch.count();
                leaves.writeBytes(batch.leaves());
            }
            statement.executeBatch();
        }
        return leaves.toByteArray();
    }

    private static void insertTiles(Connection connection, List<MerkleTree.FullTile> tiles) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_tile (level, index, hashes, root) VALUES (?, ?, ?, ?)")) {
            for (MerkleTree.FullTile tile : tiles) {
                statement.setInt(1, tile.level());
                statement.setLong(2, tile.index());
                statement.setBytes(3, tile.hashes());
                statement.setBytes(4, tile.root());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
