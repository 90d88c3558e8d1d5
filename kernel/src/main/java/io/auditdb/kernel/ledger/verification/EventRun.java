package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Verifies one event: its row against its batch, the batch under its MAC, and the way from the leaf up to the newest
 * checkpoint. For one thread and one use.
 */
final class EventRun {
    private static final String BATCH = """
            SELECT b.writer, b.number, array_send(b.ids) AS ids, b.leaves, b.mac, s.first_leaf
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE b.writer = ? AND b.number = ?
            """;

    private final Connection snapshot;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final EventColumns row;
    private long leaf = -1;

    EventRun(Connection snapshot, VerificationContext context, VerificationFindings findings, EventColumns row) {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
        this.row = row;
    }

    /** Returns the leaf that the event is in the log; -1 while it has no place. */
    long leaf() {
        return leaf;
    }

    void run(Optional<Checkpoint> newest) throws SQLException {
        byte[] hash = hash();
        try (PreparedStatement statement = snapshot.prepareStatement(BATCH)) {
            statement.setInt(1, row.writer());
            statement.setLong(2, row.batch());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    found(Violation.Kind.EVENT_INSERTED, "no writer committed this row");
                    return;
                }
                SealedBatch batch = LedgerTables.batch(result);
                long first = result.getLong("first_leaf");
                leaf = result.wasNull() ? -1 : first + row.position();
                compare(batch, hash);
            }
        }
        if (leaf < 0 || newest.isEmpty() || leaf >= newest.get().size()) {
            findings.remark("the event is under the MAC of its batch; no checkpoint covers it yet");
        } else {
            climb(newest.get(), hash);
        }
    }

    private byte[] hash() {
        try {
            return row.entry(context.json()).leaf();
        } catch (RuntimeException e) {
            return new byte[Hashes.SIZE]; // somebody wrote into the row what the platform never does
        }
    }

    private void compare(SealedBatch batch, byte[] hash) {
        if (!batch.isSealedBy(context.mac())) {
            found(Violation.Kind.BATCH_CHANGED, "batch " + batch + " is not what its writer committed");
        }
        int place = row.position();
        if (place < 0 || place >= batch.count() || !batch.ids().get(place).equals(row.id())) {
            found(Violation.Kind.EVENT_INSERTED, "no writer committed this row");
        } else if (!batch.hasLeaf(place, hash)) {
            found(Violation.Kind.EVENT_CHANGED, "the row is not what was committed");
        }
    }

    private void climb(Checkpoint newest, byte[] hash) {
        Optional<CheckpointNote> note = CheckpointNote.open(newest.note(), context.key());
        if (note.isEmpty() || note.get().size() != newest.size()) {
            findings.add(
                    leaf,
                    Violation.Kind.CHECKPOINT_CHANGED,
                    "the checkpoint over " + newest.size() + " leaves is not signed by this log");
            return;
        }
        try {
            var proof = new TreeProof(new TileNodes(snapshot, newest.size()));
            byte[] root = InclusionPath.root(hash, leaf, newest.size(), proof.inclusion(leaf, newest.size()));
            if (note.get().isRoot(root)) {
                findings.remark("the event is leaf " + leaf + ", and its proof leads to the checkpoint over "
                        + newest.size() + " leaves");
            } else {
                found(Violation.Kind.EVENT_CHANGED, "the way from its leaf does not lead to the newest checkpoint");
            }
        } catch (AuditDbException e) {
            findings.add(leaf, Violation.Kind.TILE_CHANGED, e.getMessage());
        }
    }

    private void found(Violation.Kind kind, String description) {
        findings.add(Math.max(0, leaf), new Violation(kind, row.tenant(), row.id(), description));
    }
}
