package io.auditdb.kernel.ledger.storage;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The nodes of the tree at one size, computed from tiles in the database. For one thread and one short job. */
public final class TileNodes implements TreeProof.Nodes {
    private static final int TILE_HEIGHT = 8;

    private final Connection connection;
    private final long size;
    private final Hashes hashes = new Hashes();
    private final TileCache shared;
    private final Map<TileCache.Tile, byte[]> tiles = new HashMap<>();

    public TileNodes(Connection connection, long size, TileCache shared) {
        this.connection = connection;
        this.size = size;
        this.shared = shared;
    }

    /** Reads everything anew, for those who check it. */
    public TileNodes(Connection connection, long size) {
        this(connection, size, new TileCache(1));
    }

    @Override
    public byte[] hash(int height, long index) {
        int level = height / TILE_HEIGHT;
        int inTile = height % TILE_HEIGHT;
        long first = index << inTile;
        long tile = first / MerkleTree.TILE_WIDTH;
        int offset = (int) (first % MerkleTree.TILE_WIDTH) * Hashes.SIZE;
        int count = 1 << inTile;
        byte[] content = tile(level, tile);
        if (content.length < offset + count * Hashes.SIZE) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION, "Tile " + level + "/" + tile + " lacks hashes");
        }
        return hashes.perfect(content, offset, count);
    }

    /** Returns the hashes of a tile, as many as there are at this size. */
    public byte[] tile(int level, long index) {
        long count = size >>> (TILE_HEIGHT * level);
        int width = (int) Math.min(MerkleTree.TILE_WIDTH, count - index * MerkleTree.TILE_WIDTH);
        var tile = new TileCache.Tile(level, index, width);
        return tiles.computeIfAbsent(tile, any -> shared.get(tile, () -> read(tile)));
    }

    private byte[] read(TileCache.Tile tile) {
        try {
            if (tile.width() < MerkleTree.TILE_WIDTH) {
                return LedgerTables.partialTile(connection, tile.level(), tile.index(), tile.width());
            }
            return LedgerTables.fullTile(connection, tile.level(), tile.index())
                    .orElseThrow(() -> new AuditDbException(
                            StandardErrorCode.INTEGRITY_VIOLATION,
                            "Tile " + tile.level() + "/" + tile.index() + " is gone"));
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }
}
