package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.kernel.ledger.note.LogKeys;
import java.time.Duration;
import java.util.List;

/** Replaces the key of the log, and has it recorded. Safe for use by many threads. */
final class KeyRotation {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(3660);

    private final LogKeys keys;
    private final Duration overlap;
    private final LedgerJournal journal;

    /** {@code overlap} is how long a replaced key signs beside the new one, unless a rotation says otherwise. */
    KeyRotation(LogKeys keys, Duration overlap, LedgerJournal journal) {
        this.keys = keys;
        this.overlap = overlap;
        this.journal = journal;
    }

    String verifierKey() {
        return keys.newest().text();
    }

    /** Returns all keys, newest first. */
    List<LedgerKey> keys() {
        return keys.describe();
    }

    /** As {@link io.auditdb.api.ledger.Ledger#rotateKey}. */
    List<LedgerKey> rotate(Duration wanted, boolean dryRun) {
        Duration beside = wanted == null ? overlap : wanted;
        if (beside.isNegative() || beside.compareTo(LONGEST_OVERLAP) > 0) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "The overlap must be between nothing and " + LONGEST_OVERLAP.toDays() + " days");
        }
        if (dryRun) {
            return keys.planRotation(beside);
        }
        keys.rotate(beside);
        record();
        return keys.describe();
    }

    /** A crash may have come between the ring and its record, so this is done again at every start. */
    void record() {
        LedgerKey newest = keys.describe().get(0);
        if (newest.rotation().isPresent()) {
            journal.rotated(newest);
        }
    }
}
