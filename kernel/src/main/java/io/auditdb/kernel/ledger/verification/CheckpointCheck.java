package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Checks each stored checkpoint against the tree as it grows past its size. For one thread. */
final class CheckpointCheck {
    private static final int STEP = 1000;

    private final Connection snapshot;
    private final LogKeys key;
    private final VerificationFindings findings;
    private final Deque<Checkpoint> next = new ArrayDeque<>();
    private final TreeMap<Long, Checkpoint> good = new TreeMap<>();
    private long lastFetched = -1;
    private boolean exhausted;
    private long count;
    private long newest;

    CheckpointCheck(Connection snapshot, LogKeys key, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.key = key;
        this.findings = findings;
    }

    /** The tree has this many leaves now: checks the checkpoints up to there. */
    void reached(MerkleTree tree) throws SQLException {
        for (Checkpoint checkpoint = peek();
                checkpoint != null && checkpoint.size() <= tree.size();
                checkpoint = peek()) {
            next.remove();
            count++;
            newest = checkpoint.size();
            Optional<CheckpointNote> note = CheckpointNote.open(checkpoint.note(), key);
            boolean matches = checkpoint.size() == tree.size()
                    && note.isPresent()
                    && note.get().size() == tree.size()
                    && note.get().isRoot(tree.root())
                    && note.get().isRoot(checkpoint.root());
            if (matches) {
                good.put(checkpoint.size(), checkpoint);
                keepFew();
            } else {
                findings.add(Math.max(0, checkpoint.size() - 1), changed(checkpoint, note));
            }
        }
    }

    /** Only the newest ones before the first violation matter; the log has one checkpoint for every moment it grew. */
    private void keepFew() {
        if (good.size() > 2 * STEP) {
            good.headMap(good.firstKey() + 1).clear();
        }
    }

    /** The tree is complete: what is left covers leaves that are not there. */
    void finish(long size) throws SQLException {
        for (Checkpoint checkpoint = peek(); checkpoint != null; checkpoint = peek()) {
            next.remove();
            count++;
            findings.add(
                    size,
                    new Violation(
                            Violation.Kind.CHECKPOINT_CHANGED,
                            null,
                            null,
                            "the checkpoint over " + checkpoint.size() + " leaves covers more than the log's " + size));
        }
        if (newest < size) {
            // a step of the log and its checkpoint are committed together, so the last step has one
            findings.add(
                    Math.max(newest, 0),
                    new Violation(
                            Violation.Kind.CHECKPOINT_CHANGED,
                            null,
                            null,
                            "the checkpoint over all " + size + " leaves is gone"));
        }
    }

    /** Compares with a checkpoint that was kept outside the database. */
    void compareOutside(String kept, long size, TreeProof.Nodes nodes) {
        Optional<CheckpointNote> note = CheckpointNote.open(kept, key);
        if (note.isEmpty()) {
            findings.add(0, history("the checkpoint kept outside the database is not signed by this log's key"));
        } else if (note.get().size() > size) {
            findings.add(
                    size,
                    history("a checkpoint over " + note.get().size() + " leaves was published, but the log has " + size
                            + ": its end was cut off, or the database was put back to an older copy"));
        } else if (!isRoot(note.get(), nodes)) {
            findings.add(0, history("the first " + note.get().size() + " leaves are not those that were published"));
        }
    }

    private static boolean isRoot(CheckpointNote note, TreeProof.Nodes nodes) {
        try {
            return note.isRoot(new TreeProof(nodes).root(note.size()));
        } catch (AuditDbException e) {
            return false; // a tile is gone, which is reported in its own right
        }
    }

    long count() {
        return count;
    }

    /** Returns the checkpoints that hold, by size. */
    NavigableMap<Long, Checkpoint> signedSizes() {
        return good;
    }

    private static Violation history(String description) {
        return new Violation(Violation.Kind.HISTORY_CHANGED, null, null, description);
    }

    private static Violation changed(Checkpoint checkpoint, Optional<CheckpointNote> note) {
        String what = note.isEmpty() ? "is not signed by this log" : "does not hold for the leaves it covers";
        return new Violation(
                Violation.Kind.CHECKPOINT_CHANGED,
                null,
                null,
                "the checkpoint over " + checkpoint.size() + " leaves " + what);
    }

    private Checkpoint peek() throws SQLException {
        if (next.isEmpty() && !exhausted) {
            fetch();
        }
        return next.peek();
    }

    private void fetch() throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement(
                "SELECT size, root, note, signed_at FROM ledger_checkpoint WHERE size > ? ORDER BY size LIMIT ?")) {
            statement.setLong(1, lastFetched);
            statement.setInt(2, STEP);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    next.add(LedgerTables.checkpoint(row, key.name()));
                    lastFetched = row.getLong("size");
                }
            }
        }
        exhausted = next.size() < STEP;
    }
}
