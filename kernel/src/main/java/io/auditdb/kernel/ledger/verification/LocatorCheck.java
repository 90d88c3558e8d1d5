package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** Checks that every event has its locator, and every locator its event. For one thread and one use. */
final class LocatorCheck {
    private static final String WRONG_LOCATORS = """
            SELECT coalesce(e.tenant, l.tenant), coalesce(e.id, l.id), e.id IS NULL AS without_event
            FROM audit_event e FULL JOIN event_locator l ON l.id = e.id AND l.tenant = e.tenant
            WHERE e.id IS NULL OR l.id IS NULL OR l.occurred_at <> e.occurred_at
            """;

    private final Connection snapshot;
    private final VerificationFindings findings;

    LocatorCheck(Connection snapshot, VerificationFindings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Adds what is wrong; {@code size} is the number of leaves. */
    void run(long size) throws SQLException {
        try (Statement statement = snapshot.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(WRONG_LOCATORS)) {
                while (row.next()) {
                    UUID id = row.getObject(2, UUID.class);
                    if (!findings.names(id)) {
                        findings.add(
                                size,
                                new Violation(
                                        Violation.Kind.LOCATOR_CHANGED,
                                        row.getString(1),
                                        id,
                                        row.getBoolean(3)
                                                ? "a locator points to no event"
                                                : "the locator of an event is wrong or gone"));
                    }
                }
            }
        }
    }
}
