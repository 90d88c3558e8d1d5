package io.auditdb.api.ledger;

/** Is told how far a verification is. */
@FunctionalInterface
public interface VerificationProgress {
    /** Ignores progress. */
    VerificationProgress NONE = (done, total) -> {};

    /**
     * So much is done.
     *
     * @param done events rehashed so far
     * @param total events there were when it started, as an estimate
     */
    void at(long done, long total);
}
