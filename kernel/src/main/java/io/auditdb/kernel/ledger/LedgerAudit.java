package io.auditdb.kernel.ledger;

import java.util.Map;

/** Is told what callers do with the log, to record it. */
@FunctionalInterface
public interface LedgerAudit {
    /**
     * Somebody did something.
     *
     * @param principal who
     * @param action what, such as {@code ledger.verify}
     * @param succeeded whether it ended well
     * @param details whatever else is known
     */
    void record(String principal, String action, boolean succeeded, Map<String, Object> details);
}
