package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.publication.KeptCheckpoints;
import io.auditdb.kernel.ledger.tree.TreeProof;
import java.util.List;
import java.util.Optional;

/**
 * Holds the log against checkpoints that are kept outside the database: each must be one that this log signed, and the log
 * must begin with the leaves that it covers. What cannot be read proves nothing, and is remarked upon. For one thread.
 */
final class KeptCheck {
    private final LogKeys key;
    private final VerificationFindings findings;

    KeptCheck(LogKeys key, VerificationFindings findings) {
        this.key = key;
        this.findings = findings;
    }

    void compare(List<KeptCheckpoints.Kept> kept, long size, TreeProof.Nodes nodes) {
        for (KeptCheckpoints.Kept one : kept) {
            String what = "the checkpoint in " + one.place();
            if (one.note().isPresent()) {
                compare(what, one.note().get(), size, nodes);
            } else if (one.problem().isPresent()) {
                findings.remark(what + " cannot be read, and was not compared with the log: "
                        + one.problem().get());
            } else if (size > 0) {
                findings.remark("there is no checkpoint in " + one.place() + " to compare the log with");
            }
        }
    }

    /** {@code what} names the checkpoint, and where it is. */
    void compare(String what, String kept, long size, TreeProof.Nodes nodes) {
        Optional<CheckpointNote> note = CheckpointNote.open(kept, key);
        if (note.isEmpty()) {
            findings.add(0, Violation.Kind.HISTORY_CHANGED, what + " is not signed by this log's key");
        } else {
            CheckpointCheck.comparePrefix(what, note.get().size(), note.get().root(), size, nodes, findings);
        }
    }
}
