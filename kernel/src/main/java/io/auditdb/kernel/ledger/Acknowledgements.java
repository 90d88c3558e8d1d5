package io.auditdb.kernel.ledger;

import java.util.Map;

/** Knows what this process has said yes to. Called by many threads. */
@FunctionalInterface
public interface Acknowledgements {
    /** Returns the number of the last batch of each writer. */
    Map<Integer, Long> lastBatches();
}
