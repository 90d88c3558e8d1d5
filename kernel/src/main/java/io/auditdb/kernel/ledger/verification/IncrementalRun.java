package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Verifies what came after a recorded run: the tree goes on from that run's size, rows are found through the locators of
 * the new batches' ids. For one thread and one use.
 */
final class IncrementalRun {
    private final Snapshot snapshot;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final MerkleTree tree;
    private final long from;

    /** Goes on from a size of the log. */
    IncrementalRun(Snapshot snapshot, VerificationContext context, VerificationFindings findings, long from)
            throws SQLException {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
        this.from = from;
        this.tree = new MerkleTree(from, LedgerTables.edge(snapshot.first(), from));
    }

    /** Returns whether the log still begins with the leaves that had this root. */
    boolean continues(byte[] root) {
        return Arrays.equals(tree.root(), root);
    }

    VerifiedPart run(VerificationProgress progress, Pace pace) throws SQLException {
        Connection questions = snapshot.last();
        var rows = new NewRows(snapshot, context, findings, pace, progress);
        var removals = new RemovalCheck(context.removals(), findings);
        var batches = new BatchCheck(context.mac(), removals, findings, tree, rows::committed);
        CheckpointLink last = CheckpointLink.upTo(questions, from);
        if (last.size() != from) {
            findings.add(
                    last.size(),
                    Violation.Kind.CHECKPOINT_CHANGED,
                    "the checkpoint over " + from + " leaves is gone, which an earlier verification saw");
        }
        var checkpoints = new CheckpointCheck(questions, context.key(), context.mac(), findings, last);
        batches.sequenced(snapshot.first(), checkpoints, new TileCheck(questions, findings));
        batches.waitingAtTheEnd(snapshot.first());
        rows.flush();
        batches.tails(questions, context.acknowledged());
        return new VerifiedPart(
                VerificationScope.Kind.INCREMENTAL,
                from,
                tree,
                rows.events(),
                batches.unsealed(),
                batches.count(),
                checkpoints.count());
    }
}
