package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.kernel.event.Microseconds;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Checks that every event has its locator, and every locator its event. Safe for use by many threads. */
final class LocatorCheck {
    private static final String WRONG_LOCATORS = """
            SELECT coalesce(e.tenant, l.tenant) AS tenant, coalesce(e.id, l.id) AS id,
                   coalesce(l.occurred_at, e.occurred_at) AS occurred_at, e.id IS NULL AS without_event
            FROM audit_event e FULL JOIN event_locator l ON l.id = e.id AND l.tenant = e.tenant
            WHERE e.id IS NULL OR l.id IS NULL OR l.occurred_at <> e.occurred_at
            ORDER BY coalesce(e.id, l.id), coalesce(e.tenant, l.tenant) COLLATE "C"
            """;
    private static final String WRONG = "the locator of an event is wrong or gone";

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
    void finish(Connection snapshot, ArchiveScan archives, long size) throws SQLException {
        if (locators.unequal().isEmpty()) {
            return;
        }
        try (Statement statement = snapshot.createStatement();
                MergedLocators archived = new MergedLocators(archives.sources(ArchiveOrder.IDS))) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(WRONG_LOCATORS)) {
                while (row.next()) {
                    UUID id = row.getObject("id", UUID.class);
                    String tenant = row.getString("tenant");
                    archived.before(tenant, id, image -> wrong(size, image));
                    boolean withoutRow = row.getBoolean("without_event");
                    Instant time =
                            row.getObject("occurred_at", OffsetDateTime.class).toInstant();
                    boolean isArchived = withoutRow && archived.take(tenant, id, Microseconds.of(time));
                    if (isArchived || (withoutRow && archives.mayHaveHeld(time))) {
                        continue;
                    }
                    found(size, tenant, id, withoutRow ? "a locator points to no event" : WRONG);
                }
            }
            archived.rest(image -> wrong(size, image));
        }
    }

    private void wrong(long size, EventImage image) {
        found(size, image.tenant().toString(), image.id(), WRONG);
    }

    private void found(long size, String tenant, UUID id, String what) {
        if (!findings.names(id)) {
            findings.add(size, new Violation(Violation.Kind.LOCATOR_CHANGED, tenant, id, what));
        }
    }
}
