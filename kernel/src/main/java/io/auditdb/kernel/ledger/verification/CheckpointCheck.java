package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Checks each stored checkpoint against the one before it, and against the tree as it grows past its size. For one
 * thread.
 */
final class CheckpointCheck {
    private static final int STEP = 1000;

    private final Connection snapshot;
    private final LogKeys key;
    private final BatchMac mac;
    private final VerificationFindings findings;
    private final Deque<Stored> next = new ArrayDeque<>();
    private CheckpointLink last;
    private long lastFetched;
    private boolean exhausted;
    private long count;

    private record Stored(CheckpointLink link, Checkpoint checkpoint, byte[] mac) {}

    /** Checks the checkpoints after {@code last}. */
    CheckpointCheck(
            Connection snapshot, LogKeys key, BatchMac mac, VerificationFindings findings, CheckpointLink last) {
        this.snapshot = snapshot;
        this.key = key;
        this.mac = mac;
        this.findings = findings;
        this.last = last;
        this.lastFetched = last.equals(CheckpointLink.NONE) ? Long.MIN_VALUE : last.size();
    }

    /** The tree has this many leaves now: checks the checkpoints up to there. */
    void reached(MerkleTree tree) throws SQLException {
        for (Stored stored = peek(); stored != null && stored.link.size() <= tree.size(); stored = peek()) {
            next.remove();
            count++;
            chain(stored);
            if (!holds(stored.checkpoint, tree)) {
                changed(stored.link.size() - 1, stored.link.size(), "does not hold for the leaves it covers");
            }
            last = stored.link;
        }
    }

    private void chain(Stored stored) {
        if (stored.link.number() > last.number() + 1) {
            findings.add(
                    last.size(),
                    Violation.Kind.CHECKPOINT_CHANGED,
                    "between the checkpoints over " + last.size() + " and " + stored.link.size() + " leaves "
                            + (stored.link.number() - last.number() - 1) + " are gone");
        } else if (!stored.link.follows(last, mac, stored.checkpoint, stored.mac)) {
            changed(last.size(), stored.link.size(), "is not the one that this log stored after its predecessor");
        }
    }

    private boolean holds(Checkpoint checkpoint, MerkleTree tree) {
        Optional<CheckpointNote> note = CheckpointNote.open(checkpoint.note(), key);
        return checkpoint.size() == tree.size()
                && note.isPresent()
                && note.get().size() == tree.size()
                && note.get().isRoot(tree.root())
                && note.get().isRoot(checkpoint.root());
    }

    private void changed(long leaf, long size, String what) {
        findings.add(leaf, Violation.Kind.CHECKPOINT_CHANGED, "the checkpoint over " + size + " leaves " + what);
    }

    /** The tree is complete: what is left covers leaves that are not there. */
    void finish(long size) throws SQLException {
        for (Stored stored = peek(); stored != null; stored = peek()) {
            next.remove();
            count++;
            changed(size, stored.link.size(), "covers more than the log's " + size);
        }
        if (last.size() < size) {
            // a step of the log and its checkpoint are committed together, so the last step has one
            changed(last.size(), size, "is gone, and it is the newest");
        }
    }

    /** Compares the log's first leaves with what is known of them. */
    static void comparePrefix(
            String what, long prefix, byte[] root, long size, TreeProof.Nodes nodes, VerificationFindings findings) {
        if (prefix > size) {
            findings.add(
                    size,
                    Violation.Kind.HISTORY_CHANGED,
                    what + " over " + prefix + " leaves was made, but the log has " + size
                            + ": its end was cut off, or the database was put back to an older copy");
        } else if (!Arrays.equals(root, root(prefix, nodes))) {
            findings.add(
                    0,
                    Violation.Kind.HISTORY_CHANGED,
                    "the first " + prefix + " leaves are not those that " + what + " was made over");
        }
    }

    private static byte[] root(long size, TreeProof.Nodes nodes) {
        try {
            return new TreeProof(nodes).root(size);
        } catch (AuditDbException e) {
            return new byte[0]; // a tile is gone, which is reported in its own right
        }
    }

    long count() {
        return count;
    }

    private Stored peek() throws SQLException {
        if (next.isEmpty() && !exhausted) {
            fetch();
        }
        return next.peek();
    }

    private void fetch() throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement("""
                SELECT number, size, root, note, signed_at, mac FROM ledger_checkpoint
                WHERE size > ? ORDER BY size LIMIT ?
                """)) {
            statement.setLong(1, lastFetched);
            statement.setInt(2, STEP);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    next.add(new Stored(
                            new CheckpointLink(row.getLong("number"), row.getLong("size")),
                            LedgerTables.checkpoint(row, key.name()),
                            row.getBytes("mac")));
                    lastFetched = row.getLong("size");
                }
            }
        }
        exhausted = next.size() < STEP;
    }
}
