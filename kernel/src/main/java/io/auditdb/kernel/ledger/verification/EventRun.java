package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.removal.RemovedEvent;
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
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.UUID;

/**
 * Verifies one event: its row against its batch, the batch under its MAC, and the way from the leaf up to the newest
 * checkpoint. For one thread and one use.
 */
final class EventRun {
    private static final String BATCH = """
            SELECT b.writer, b.number, array_send(b.ids) AS ids, b.leaves, b.mac, s.first_leaf, %s AS removals
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE b.writer = ? AND b.number = ?
            """.formatted(Removal.OF_BATCH);

    private static final String CHANGED_BATCH = "batch %s is not what its writer committed";

    private final Connection snapshot;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private String tenant;
    private UUID id;
    private long leaf = -1;

    EventRun(Connection snapshot, VerificationContext context, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
    }

    /** Returns what was looked at, after so many rows were rehashed. */
    VerificationCoverage coverage(int rows) {
        boolean sealed = leaf >= 0;
        return new VerificationCoverage(
                VerificationScope.Kind.EVENT, Math.max(0, leaf), leaf + 1, rows, sealed ? 0 : 1, 1, sealed ? 1 : 0);
    }

    /** Verifies an event whose row is there. */
    void stored(EventColumns row, Optional<Checkpoint> newest) throws SQLException {
        tenant = row.tenant();
        id = row.id();
        byte[] hash = hash(row);
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
                compare(row, batch, hash);
                if (places(batch, result.getBytes("removals")).get(Math.max(0, row.position()))) {
                    found(Violation.Kind.EVENT_INSERTED, RowCheck.BACK);
                }
            }
        }
        climb(newest, hash);
    }

    /** Verifies what is left of an event that a removal took: its leaf. */
    void removed(RemovedEvent event, Optional<Checkpoint> newest) {
        tenant = event.tenant();
        id = event.id();
        leaf = event.firstLeaf() + event.position();
        SealedBatch batch = event.batch();
        if (!batch.isSealedBy(context.mac())) {
            found(Violation.Kind.BATCH_CHANGED, CHANGED_BATCH.formatted(batch));
            return;
        }
        findings.remark("the event " + event.fate());
        int start = event.position() * Hashes.SIZE;
        climb(newest, Arrays.copyOfRange(batch.leaves(), start, start + Hashes.SIZE));
    }

    private void climb(Optional<Checkpoint> newest, byte[] hash) {
        if (leaf < 0 || newest.isEmpty() || leaf >= newest.get().size()) {
            findings.remark("the event is under the MAC of its batch; no checkpoint covers it yet");
        } else {
            climb(newest.get(), hash);
        }
    }

    private byte[] hash(EventColumns row) {
        try {
            return row.entry(context.json()).leaf();
        } catch (RuntimeException e) {
            return new byte[Hashes.SIZE]; // somebody wrote into the row what the platform never does
        }
    }

    private void compare(EventColumns row, SealedBatch batch, byte[] hash) {
        if (!batch.isSealedBy(context.mac())) {
            found(Violation.Kind.BATCH_CHANGED, CHANGED_BATCH.formatted(batch));
        }
        int place = row.position();
        if (place < 0 || place >= batch.count() || !batch.ids().get(place).equals(row.id())) {
            found(Violation.Kind.EVENT_INSERTED, "no writer committed this row");
        } else if (!batch.hasLeaf(place, hash)) {
            found(Violation.Kind.EVENT_CHANGED, "the row is not what was committed");
        }
    }

    private BitSet places(SealedBatch batch, byte[] packed) {
        return context.removals().places(Removal.parse(batch.writer(), batch.number(), packed));
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
        findings.add(Math.max(0, leaf), new Violation(kind, tenant, id, description));
    }
}
