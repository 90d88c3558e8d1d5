package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.Violation;
import java.util.List;
import java.util.Map;

/** Is told what happens to the log, to record it. Called by many threads. */
public interface LedgerJournal {
    /**
     * A caller did something.
     *
     * @param principal who
     * @param action what, such as {@code ledger.verify}
     * @param succeeded whether it ended well
     * @param details whatever else is known
     */
    void acted(String principal, String action, boolean succeeded, Map<String, Object> details);

    /** Violations were found, each of which comes here once. */
    void violated(List<Violation> violations);

    /** A key replaced another. Told at every rotation and every start, for a crash may have come before the record. */
    void rotated(LedgerKey newest);
}
