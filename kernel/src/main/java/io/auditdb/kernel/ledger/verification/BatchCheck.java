package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Checks batches and their order, and rebuilds the tree from them: first those that have a place in the log, then those
 * that wait for one. For one thread and one use.
 */
final class BatchCheck {
    private static final String BATCHES = """
            SELECT s.first_leaf, s.count, s.writer, s.number, b.ids, b.leaves, b.mac
            FROM ledger_sequence s LEFT JOIN ledger_batch b ON b.writer = s.writer AND b.number = s.number
            ORDER BY s.first_leaf
            """;

    private static final String PENDING = """
            SELECT b.writer, b.number, b.ids, b.leaves, b.mac,
                   (SELECT coalesce(max(number), 0) FROM ledger_sequence s WHERE s.writer = b.writer) AS last
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE s.writer IS NULL
            ORDER BY b.writer, b.number
            """;

    private final Connection snapshot;
    private final BatchMac mac;
    private final VerificationFindings findings;
    private final MerkleTree tree = new MerkleTree();
    private final BitSet seen = new BitSet();
    private final Map<BatchKey, PendingBatch> pending = new LinkedHashMap<>();
    private long batches;

    BatchCheck(Connection snapshot, BatchMac mac, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.mac = mac;
        this.findings = findings;
    }

    /** Returns how many batches there are. */
    long count() {
        return batches;
    }

    /** Returns how many leaves the log has. */
    long size() {
        return tree.size();
    }

    /** Returns the leaves that need no row: those of a batch that is gone as a whole. */
    BitSet accountedFor() {
        return seen;
    }

    /** Returns the batches that wait for a place. */
    Map<BatchKey, PendingBatch> pending() {
        return pending;
    }

    void sequenced(CheckpointCheck checkpoints) throws SQLException {
        try (Statement statement = snapshot.createStatement()) {
            statement.setFetchSize(100);
            try (ResultSet row = statement.executeQuery(BATCHES)) {
                while (row.next()) {
                    batches++;
                    place(row);
                    checkpoints.reached(tree);
                }
            }
        }
        new TileCheck(snapshot, findings).finish(tree.size());
    }

    private void place(ResultSet row) throws SQLException {
        long first = row.getLong("first_leaf");
        int count = row.getInt("count");
        String name = row.getInt("writer") + "." + row.getLong("number");
        if (first != tree.size()) {
            findings.add(
                    tree.size(),
                    new Violation(
                            Violation.Kind.SEQUENCE_CHANGED,
                            null,
                            null,
                            "leaf " + tree.size() + " is followed by leaf " + first + " (batch " + name + ")"));
        }
        if (row.getBytes("leaves") == null) {
            findings.add(first, new Violation(Violation.Kind.BATCH_MISSING, null, null, "batch " + name + " is gone"));
            tree.append(new byte[count * Hashes.SIZE]);
            seen.set((int) first, (int) (first + count)); // reported as one batch, not event by event
        } else {
            SealedBatch batch = LedgerTables.batch(row);
            if (!batch.isSealedBy(mac) || batch.count() != count) {
                findings.add(first, changed(batch));
            }
            tree.append(batch.leaves());
        }
        TileCheck.compare(snapshot, tree.takeFullTiles(), findings);
    }

    private static Violation changed(SealedBatch batch) {
        UUID first = batch.ids().isEmpty() ? null : batch.ids().get(0);
        return new Violation(
                Violation.Kind.BATCH_CHANGED, null, first, "batch " + batch + " is not what its writer committed");
    }

    /** What this process has said yes to has to be there, also when no later batch shows the gap. */
    void waiting(Map<Integer, Long> acknowledged) throws SQLException {
        var numbers = new HashMap<Integer, Long>();
        try (Statement statement = snapshot.createStatement();
                ResultSet row = statement.executeQuery(PENDING)) {
            while (row.next()) {
                batches++;
                SealedBatch batch = LedgerTables.batch(row);
                long last = numbers.getOrDefault(batch.writer(), row.getLong("last"));
                if (!batch.isSealedBy(mac) || batch.number() <= last) {
                    findings.add(tree.size(), changed(batch));
                } else if (batch.number() != last + 1) {
                    findings.add(tree.size(), gone(batch.writer(), last + 1));
                }
                numbers.put(batch.writer(), Math.max(last, batch.number()));
                pending.put(
                        new BatchKey(batch.writer(), batch.number()),
                        new PendingBatch(batch, new BitSet(batch.count())));
            }
        }
        tails(acknowledged);
    }

    private void tails(Map<Integer, Long> acknowledged) throws SQLException {
        try (PreparedStatement statement =
                snapshot.prepareStatement("SELECT coalesce(max(number), 0) FROM ledger_batch WHERE writer = ?")) {
            for (var tail : acknowledged.entrySet()) {
                statement.setInt(1, tail.getKey());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getLong(1) < tail.getValue()) {
                        findings.add(tree.size(), gone(tail.getKey(), row.getLong(1) + 1));
                    }
                }
            }
        }
    }

    private static Violation gone(int writer, long number) {
        return new Violation(
                Violation.Kind.BATCH_MISSING,
                null,
                null,
                "writer " + writer + " committed batch " + number + ", and it is gone");
    }
}
