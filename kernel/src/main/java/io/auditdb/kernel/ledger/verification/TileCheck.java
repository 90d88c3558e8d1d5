package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks stored tiles, read many at a time, against the tiles that follow from the batches. For one thread. */
final class TileCheck {
    private static final int STEP = 64;

    private final Connection snapshot;
    private final VerificationFindings findings;
    private final Map<Integer, Deque<MerkleTree.FullTile>> ahead = new HashMap<>();

    TileCheck(Connection snapshot, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Compares the next tiles of each level. */
    void compare(List<MerkleTree.FullTile> tiles) throws SQLException {
        for (MerkleTree.FullTile tile : tiles) {
            MerkleTree.FullTile stored = stored(tile.level(), tile.index());
            boolean same = stored != null
                    && Arrays.equals(stored.hashes(), tile.hashes())
                    && Arrays.equals(stored.root(), tile.root());
            if (!same) {
                changed(firstLeaf(tile), tile.level(), tile.index(), "is wrong or gone");
            }
        }
    }

    private static long firstLeaf(MerkleTree.FullTile tile) {
        return tile.index() << (8 * (tile.level() + 1));
    }

    private MerkleTree.FullTile stored(int level, long index) throws SQLException {
        Deque<MerkleTree.FullTile> next = ahead.computeIfAbsent(level, any -> new ArrayDeque<>());
        if (next.isEmpty()) {
            fetch(level, index, next);
        }
        MerkleTree.FullTile head = next.peek();
        return head != null && head.index() == index ? next.remove() : null;
    }

    private void fetch(int level, long from, Deque<MerkleTree.FullTile> into) throws SQLException {
        try (CopyReader row = CopyReader.open(
                snapshot,
                "SELECT index, hashes, root FROM ledger_tile WHERE level = " + level + " AND index >= " + from
                        + " ORDER BY index LIMIT " + STEP)) {
            while (row.next()) {
                into.add(new MerkleTree.FullTile(level, row.bigint(), row.bytes(), row.bytes()));
            }
        }
    }

    /** The tree is complete: looks for tiles that are no part of it. */
    void finish(long size) throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement("""
                SELECT level, index FROM ledger_tile
                WHERE level NOT BETWEEN 0 AND 6 OR index < 0 OR index >= ? >> (8 * (level + 1))
                ORDER BY level, index
                """)) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changed(size, row.getInt(1), row.getLong(2), "lies beyond the end of the log");
                }
            }
        }
    }

    private void changed(long leaf, int level, long index, String what) {
        findings.add(leaf, Violation.Kind.TILE_CHANGED, "tile " + level + "/" + index + " " + what);
    }
}
