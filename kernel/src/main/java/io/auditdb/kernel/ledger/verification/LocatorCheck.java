package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.ledger.removal.LocatorHash;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Checks that every event has its locator, also when retention removed it, and every locator its event. Safe for use by
 * many threads.
 */
final class LocatorCheck {
    private final LongAdder sum = new LongAdder();
    private final RemovalSeal seal;
    private final LocatorHash hash;
    private final VerificationFindings findings;

    LocatorCheck(RemovalSeal seal, VerificationFindings findings) {
        this.seal = seal;
        this.hash = seal.locators();
        this.findings = findings;
    }

    /** Adds the locator that a row has to have. */
    void stored(EventImage row) {
        sum.add(row.locator(hash));
    }

    /** Takes away the locators that are there, in one part of the table. */
    void scan(Connection snapshot, TableParts.Part part) throws SQLException {
        try (CopyReader row = CopyReader.open(
                snapshot, "SELECT l.tenant, l.id, l.occurred_at FROM event_locator l" + part.where("l"))) {
            while (row.next()) {
                sum.add(-hash.of(row.utf8(), row.uuid(), row.micros()));
            }
        }
    }

    /**
     * Names what differs, after all of both was seen.
     *
     * @param removed the sum of the hashes of the locators of removed events
     * @param size the number of leaves
     */
    void finish(Snapshot snapshot, ArchiveScan archives, long removed, long size) throws SQLException {
        if (sum.sum() + removed != 0) {
            new WrongLocators(snapshot, archives, seal, findings, size).name();
        }
    }
}
