package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

/**
 * How much a verification looked at.
 *
 * @param kind what kind it was
 * @param fromLeaf the first leaf it looked at, from 0
 * @param toLeaf the leaf after the last one, which for a full verification is the size of the log
 * @param events how many event rows were rehashed
 * @param unsealed how many of them no checkpoint covers yet
 * @param batches how many batches were checked
 * @param checkpoints how many stored checkpoints were checked
 */
public record VerificationCoverage(
        VerificationScope.Kind kind,
        long fromLeaf,
        long toLeaf,
        long events,
        long unsealed,
        long batches,
        long checkpoints) {
    /** Checks that the kind is there. */
    public VerificationCoverage {
        requireNonNull(kind, "kind is null");
    }
}
