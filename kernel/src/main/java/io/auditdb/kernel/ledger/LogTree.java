package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.TileCache;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.ledger.witness.CosignedCheckpoints;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checkpoints, tiles and consistency proofs, as the database has them: hashes, and nothing of the events. */
final class LogTree {
    private static final int MAX_LEVEL = 7;

    private final Store store;
    private final String origin;
    private final Published published;
    private final TileCache tiles;
    private final CosignedCheckpoints cosigned;
    private final SqlErrors errors = new SqlErrors();

    LogTree(Store store, String origin, LedgerSettings settings, Published published) {
        this.store = store;
        this.origin = origin;
        this.published = published;
        this.tiles = new TileCache(settings.cachedTiles());
        this.cosigned = new CosignedCheckpoints(settings.witness());
    }

    /** Work on a connection for reading. */
    @FunctionalInterface
    interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    <R> R read(Work<R> work) {
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ)) {
            return work.run(connection);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    Optional<Checkpoint> checkpoint() {
        return read(connection -> {
            Optional<Checkpoint> newest = checkpoint(connection);
            return newest.isEmpty() ? newest : Optional.of(cosigned.with(connection, newest.get()));
        });
    }

    /** Another instance may be the one that signs, so what this one published last is only a lower bound. */
    Optional<Checkpoint> checkpoint(Connection connection) throws SQLException {
        Optional<Checkpoint> stored = LedgerTables.newestCheckpoint(connection, origin);
        return stored.isPresent() ? stored : published.newest();
    }

    /** Returns the newest checkpoint that witnesses have cosigned, unless it is too old. */
    Optional<Checkpoint> witnessed(Connection connection) throws SQLException {
        Optional<Checkpoint> newest = checkpoint(connection);
        return newest.isEmpty() ? newest : Optional.of(cosigned.best(connection, newest.get()));
    }

    /** Returns how many leaves the newest checkpoint covers. */
    long size(Connection connection) throws SQLException {
        return checkpoint(connection).map(Checkpoint::size).orElse(0L);
    }

    TileNodes nodes(Connection connection, long size) {
        return new TileNodes(connection, size, tiles);
    }

    Optional<byte[]> tile(int level, long index, int width) {
        return read(connection -> {
            long size = size(connection);
            long count = level > MAX_LEVEL ? 0 : size >>> (8 * level);
            if (!isCovered(index, width, count)) {
                return Optional.empty();
            }
            byte[] hashes = nodes(connection, size).tile(level, index);
            return Optional.of(Arrays.copyOf(hashes, width * Hashes.SIZE));
        });
    }

    /** Returns whether there are so many things that all of a tile of this width is among them. */
    static boolean isCovered(long index, int width, long count) {
        return width >= 1
                && width <= MerkleTree.TILE_WIDTH
                && index >= 0
                && index <= count / MerkleTree.TILE_WIDTH
                && index * MerkleTree.TILE_WIDTH + width <= count;
    }

    List<byte[]> consistency(long from, long to) {
        return read(connection -> {
            long size = size(connection);
            if (from < 0 || to < from || to > size) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_REQUEST,
                        "There is no proof from " + from + " to " + to + ": sizes must grow from 0 to at most " + size
                                + ", which the newest checkpoint covers");
            }
            return new TreeProof(nodes(connection, to)).consistency(from, to);
        });
    }
}
