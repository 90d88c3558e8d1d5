package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** Checks that every event has its locator, and every locator its event. Safe for use by many threads. */
final class LocatorCheck {
    private static final String WRONG_LOCATORS = """
            SELECT coalesce(e.tenant, l.tenant), coalesce(e.id, l.id), e.id IS NULL AS without_event
            FROM audit_event e FULL JOIN event_locator l ON l.id = e.id AND l.tenant = e.tenant
            WHERE e.id IS NULL OR l.id IS NULL OR l.occurred_at <> e.occurred_at
            """;

    private final KeyedMultiset locators = new KeyedMultiset(1);
    private final VerificationFindings findings;

    LocatorCheck(VerificationFindings findings) {
        this.findings = findings;
    }

    /** Adds the locator that a row has to have. */
    void stored(EventImage row) {
        locators.add(0, row.locator());
    }

    /** Takes away the locators that are there, in one part of the table. */
    void scan(Connection snapshot, TableParts.Part part) throws SQLException {
        try (CopyReader row = CopyReader.open(
                snapshot, "SELECT l.tenant, l.id, l.occurred_at FROM event_locator l" + part.where("l"))) {
            while (row.next()) {
                locators.remove(0, EventImage.locator(row.utf8(), row.uuid(), row.micros()));
            }
        }
    }

    /** Names what differs, after all of both was seen; {@code size} is the number of leaves. */
    void finish(Connection snapshot, long size) throws SQLException {
        if (locators.unequal().isEmpty()) {
            return;
        }
        try (Statement statement = snapshot.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(WRONG_LOCATORS)) {
                while (row.next()) {
                    UUID id = row.getObject(2, UUID.class);
                    if (!findings.names(id)) {
                        String what = row.getBoolean(3)
                                ? "a locator points to no event"
                                : "the locator of an event is wrong or gone";
                        findings.add(size, new Violation(Violation.Kind.LOCATOR_CHANGED, row.getString(1), id, what));
                    }
                }
            }
        }
    }
}
