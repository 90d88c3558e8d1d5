package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Checks batches and their order, and lets the tree grow by them: first those that have a place in the log, then those
 * that wait for one. For one thread and one use.
 */
final class BatchCheck {
    /** So many batches are read by one query; it walks along the primary key, so that nothing has to be sorted. */
    private static final int STEP = 5000;
    /** A batch that is gone takes the place of its leaves; no writer commits more at once. */
    private static final int MAX_COUNT = 1 << 20;

    private static final String PENDING = """
            SELECT b.writer, b.number, b.ids, b.leaves, b.mac, %s AS removals,
                   (SELECT max(number) FROM ledger_sequence s WHERE s.writer = b.writer) AS last
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE s.writer IS NULL
            ORDER BY b.writer, b.number
            """.formatted(Removal.OF_BATCH);

    /** Walks from writer to writer along the primary key, so that the cost does not grow with the log. */
    private static final String PENDING_AT_THE_END = """
            WITH RECURSIVE w (writer) AS (
              SELECT min(writer) FROM ledger_batch
              UNION ALL
              SELECT (SELECT min(b.writer) FROM ledger_batch b WHERE b.writer > w.writer) FROM w
              WHERE w.writer IS NOT NULL
            )
            SELECT b.writer, b.number, b.ids, b.leaves, b.mac, %s AS removals, last.number AS last
            FROM w
            CROSS JOIN LATERAL (SELECT max(s.number) AS number FROM ledger_sequence s WHERE s.writer = w.writer) last
            CROSS JOIN LATERAL (
              SELECT * FROM ledger_batch b WHERE b.writer = w.writer AND b.number > coalesce(last.number, 0)
              ORDER BY b.number
            ) b
            ORDER BY b.writer, b.number
            """.formatted(Removal.OF_BATCH);

    private final BatchMac mac;
    private final RemovalCheck removals;
    private final VerificationFindings findings;
    private final MerkleTree tree;
    private final BatchConsumer consumer;
    private long batches;
    private long unsealed;

    /** Is told of each batch that is there, whole or not. */
    @FunctionalInterface
    interface BatchConsumer {
        /**
         * The batch begins at this leaf; at the end of the log when it waits for its place. {@code removed} are the places
         * whose events are gone lawfully.
         */
        void accept(SealedBatch batch, BitSet removed, long firstLeaf) throws SQLException;
    }

    /** Lets this tree grow. */
    BatchCheck(
            BatchMac mac,
            RemovalCheck removals,
            VerificationFindings findings,
            MerkleTree tree,
            BatchConsumer consumer) {
        this.mac = mac;
        this.removals = removals;
        this.findings = findings;
        this.tree = tree;
        this.consumer = consumer;
    }

    /** Returns how many batches there are. */
    long count() {
        return batches;
    }

    /** Returns how many leaves wait for a place. */
    long unsealed() {
        return unsealed;
    }

    /** Checks the batches from the tree's size on; {@code checkpoints} and {@code tiles} need other connections. */
    void sequenced(Connection snapshot, CheckpointCheck checkpoints, TileCheck tiles) throws SQLException {
        long from = tree.size();
        for (int read = STEP; read == STEP; ) {
            read = 0;
            try (CopyReader row = CopyReader.open(snapshot, sequencedFrom(from))) {
                while (row.next()) {
                    from = row.bigint() + 1;
                    place(from - 1, row);
                    checkpoints.reached(tree);
                    tiles.compare(tree.takeFullTiles());
                    read++;
                }
            }
        }
        checkpoints.finish(tree.size());
        tiles.finish(tree.size());
    }

    private static String sequencedFrom(long leaf) {
        return """
                SELECT s.first_leaf, s.count, s.writer, s.number, b.ids, b.leaves, b.mac, %s AS removals
                FROM (SELECT * FROM ledger_sequence WHERE first_leaf >= %d ORDER BY first_leaf LIMIT %d) s
                LEFT JOIN ledger_batch b ON b.writer = s.writer AND b.number = s.number
                ORDER BY s.first_leaf
                """.formatted(Removal.OF_BATCH, leaf, STEP);
    }

    private void place(long first, CopyReader row) throws SQLException {
        batches++;
        int count = row.integer();
        SealedBatch batch = batch(row);
        if (first != tree.size()) {
            findings.add(
                    tree.size(),
                    Violation.Kind.SEQUENCE_CHANGED,
                    "leaf " + tree.size() + " is followed by leaf " + first + " (batch " + batch + ")");
        }
        if (batch.leaves() == null) {
            findings.add(first, Violation.Kind.BATCH_MISSING, "batch " + batch + " is gone");
            tree.append(new byte[Math.max(0, Math.min(count, MAX_COUNT)) * Hashes.SIZE]);
            return;
        }
        if (!batch.isSealedBy(mac) || batch.count() != count) {
            findings.add(first, changed(batch));
        }
        tree.append(batch.leaves());
        consumer.accept(batch, removals.places(batch, row.bytes(), first), first);
    }

    private static SealedBatch batch(CopyReader row) {
        return new SealedBatch(row.integer(), row.bigint(), row.uuids(), row.bytes(), row.bytes());
    }

    private static Violation changed(SealedBatch batch) {
        UUID first = batch.ids().isEmpty() ? null : batch.ids().get(0);
        return new Violation(
                Violation.Kind.BATCH_CHANGED, null, first, "batch " + batch + " is not what its writer committed");
    }

    /** Checks every batch without a place. */
    void waiting(Connection snapshot) throws SQLException {
        waiting(snapshot, PENDING);
    }

    /** Checks the batches after the last one of each writer that has a place. */
    void waitingAtTheEnd(Connection snapshot) throws SQLException {
        waiting(snapshot, PENDING_AT_THE_END);
    }

    private void waiting(Connection snapshot, String query) throws SQLException {
        var numbers = new HashMap<Integer, Long>();
        try (CopyReader row = CopyReader.open(snapshot, query)) {
            while (row.next()) {
                batches++;
                SealedBatch batch = batch(row);
                unsealed += batch.count();
                BitSet removed = removals.places(batch, row.bytes(), tree.size());
                long sequenced = row.bigint(0);
                long last = numbers.getOrDefault(batch.writer(), sequenced);
                if (!batch.isSealedBy(mac) || batch.number() <= last) {
                    findings.add(tree.size(), changed(batch));
                } else if (batch.number() != last + 1) {
                    gone(batch.writer(), last + 1);
                }
                numbers.put(batch.writer(), Math.max(last, batch.number()));
                consumer.accept(batch, removed, tree.size());
            }
        }
    }

    /** What this process has said yes to has to be there, also when no later batch shows the gap. */
    void tails(Connection snapshot, Map<Integer, Long> acknowledged) throws SQLException {
        try (PreparedStatement statement =
                snapshot.prepareStatement("SELECT coalesce(max(number), 0) FROM ledger_batch WHERE writer = ?")) {
            for (var tail : acknowledged.entrySet()) {
                statement.setInt(1, tail.getKey());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getLong(1) < tail.getValue()) {
                        gone(tail.getKey(), row.getLong(1) + 1);
                    }
                }
            }
        }
    }

    private void gone(int writer, long number) {
        findings.add(
                tree.size(),
                Violation.Kind.BATCH_MISSING,
                "writer " + writer + " committed batch " + number + ", and it is gone");
    }
}
