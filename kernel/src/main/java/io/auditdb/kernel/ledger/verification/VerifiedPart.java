package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.kernel.ledger.tree.MerkleTree;

/** What a full or incremental verification looked at, and the tree it ended with. */
record VerifiedPart(
        VerificationScope.Kind kind,
        long fromLeaf,
        MerkleTree tree,
        long events,
        long unsealed,
        long batches,
        long checkpoints) {
    VerificationCoverage coverage() {
        return new VerificationCoverage(kind, fromLeaf, tree.size(), events, unsealed, batches, checkpoints);
    }
}
