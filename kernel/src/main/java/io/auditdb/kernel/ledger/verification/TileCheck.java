package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Checks stored tiles against the tiles that follow from the batches. For one thread. */
final class TileCheck {
    private final Connection snapshot;
    private final VerificationFindings findings;

    TileCheck(Connection snapshot, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    static void compare(Connection snapshot, List<MerkleTree.FullTile> tiles, VerificationFindings findings)
            throws SQLException {
        if (tiles.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                snapshot.prepareStatement("SELECT hashes, root FROM ledger_tile WHERE level = ? AND index = ?")) {
            for (MerkleTree.FullTile tile : tiles) {
                statement.setInt(1, tile.level());
                statement.setLong(2, tile.index());
                try (ResultSet row = statement.executeQuery()) {
                    boolean same = row.next()
                            && Arrays.equals(row.getBytes(1), tile.hashes())
                            && Arrays.equals(row.getBytes(2), tile.root());
                    if (!same) {
                        findings.add(firstLeaf(tile), changed(tile.level(), tile.index(), "is wrong or gone"));
                    }
                }
            }
        }
    }

    private static long firstLeaf(MerkleTree.FullTile tile) {
        return tile.index() << (8 * (tile.level() + 1));
    }

    /** The tree is complete: looks for tiles beyond its end. */
    void finish(long size) throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement(
                "SELECT level, index FROM ledger_tile WHERE index >= ? >> (8 * (level + 1)) ORDER BY level, index")) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(size, changed(row.getInt(1), row.getLong(2), "lies beyond the end of the log"));
                }
            }
        }
    }

    private static Violation changed(int level, long index, String what) {
        return new Violation(Violation.Kind.TILE_CHANGED, null, null, "tile " + level + "/" + index + " " + what);
    }
}
