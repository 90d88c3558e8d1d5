package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The nodes of the tree at one size, computed from tiles in the database. For one thread and one short job. */
final class TileNodes implements TreeProof.Nodes {
    private static final int TILE_HEIGHT = 8;

    private final Connection connection;
    private final long size;
    private final Hashes hashes = new Hashes();
    private final Map<Long, byte[]> tiles = new HashMap<>();

    TileNodes(Connection connection, long size) {
        this.connection = connection;
        this.size = size;
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

    private byte[] tile(int level, long index) {
        return tiles.computeIfAbsent(((long) level << 56) | index, any -> read(level, index));
    }

    private byte[] read(int level, long index) {
        try {
            long count = size >>> (TILE_HEIGHT * level);
            int width = (int) Math.min(MerkleTree.TILE_WIDTH, count - index * MerkleTree.TILE_WIDTH);
            if (width < MerkleTree.TILE_WIDTH) {
                return LedgerTables.partialTile(connection, level, index, width);
            }
            return LedgerTables.fullTile(connection, level, index)
                    .orElseThrow(() -> new AuditDbException(
                            StandardErrorCode.INTEGRITY_VIOLATION, "Tile " + level + "/" + index + " is gone"));
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }
}
