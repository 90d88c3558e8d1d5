package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.Microseconds;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Names the locators that are not what they have to be. For one thread and one use. */
final class WrongLocators {
    private static final String OF_ROWS = """
            SELECT e.tenant, e.id FROM %s e LEFT JOIN event_locator l ON l.id = e.id AND l.tenant = e.tenant
            WHERE l.id IS NULL OR l.occurred_at <> e.occurred_at
            """;
    private static final String REMOVED = """
            SELECT r.*, i.id AS event, i.place
            FROM ledger_removal r
            JOIN ledger_batch b ON b.writer = r.writer AND b.number = r.number
            CROSS JOIN LATERAL unnest(b.ids) WITH ORDINALITY AS i (id, place)
            WHERE i.place <= 8 * length(r.positions) AND get_bit(r.positions, i.place - 1) = 1
            """;
    private static final String WITHOUT_ROW = """
            SELECT l.* FROM event_locator l
            WHERE NOT EXISTS (SELECT FROM %s e WHERE e.id = l.id AND e.tenant = l.tenant)
            """;

    /** In the order of archives by ids. */
    private static final String OF_OTHERS = "SELECT l.*, r.event IS NOT NULL AS removed FROM (" + WITHOUT_ROW
            + ") l LEFT JOIN (SELECT DISTINCT r.event FROM (" + REMOVED + ") r) r ON r.event = l.id"
            + " ORDER BY l.id, l.tenant COLLATE \"C\"";

    private static final String OF_REMOVED = "SELECT r.*, l.tenant, l.occurred_at FROM (" + REMOVED
            + ") r LEFT JOIN (" + WITHOUT_ROW + ") l ON l.id = r.event"
            + " ORDER BY r.writer, r.number, r.removal, r.place";

    private static final String WRONG = "the locator of an event is wrong or gone";

    private final Connection connection;
    private final String stored;
    private final ArchiveScan archives;
    private final RemovalSeal seal;
    private final VerificationFindings findings;
    private final long size;

    /** Those of archived events whose ids are also those of removed ones, of other tenants. */
    private final Set<Locator> namesakes = new HashSet<>();

    private record Locator(String tenant, UUID event) {}

    /** {@code size} is the number of leaves. */
    WrongLocators(Snapshot snapshot, ArchiveScan archives, RemovalSeal seal, VerificationFindings findings, long size) {
        this.connection = snapshot.first();
        this.stored = snapshot.rows().relation();
        this.archives = archives;
        this.seal = seal;
        this.findings = findings;
        this.size = size;
    }

    /** Reads one row. */
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    void name() throws SQLException {
        each(OF_ROWS, row -> add(row.getString(1), row.getObject(2, UUID.class), WRONG));
        try (var archived = new MergedLocators(archives.sources(ArchiveOrder.IDS))) {
            each(OF_OTHERS, row -> other(row, archived));
            archived.rest(this::wrong);
        }
        var removed = new Removed();
        each(OF_REMOVED, removed::read);
        removed.finish();
    }

    /** A locator without a row in a table belongs to an archived row, or to an event that a removal took. */
    private void other(ResultSet row, MergedLocators archived) throws SQLException {
        String tenant = row.getString("tenant");
        UUID event = row.getObject("id", UUID.class);
        Instant time = time(row);
        archived.before(tenant, event, this::wrong);
        Optional<EventImage> image = archived.take(tenant, event);
        if (image.isEmpty()) {
            if (!row.getBoolean("removed") && !archives.mayHaveHeld(time)) {
                add(tenant, event, "a locator points to no event");
            }
            return;
        }
        if (image.get().occurredAt() != Microseconds.of(time)) {
            wrong(image.get());
        }
        if (row.getBoolean("removed")) {
            namesakes.add(new Locator(tenant, event));
        }
    }

    private void wrong(EventImage image) {
        add(image.tenant().toString(), image.id(), WRONG);
    }

    private void each(String sql, Row reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(sql.formatted(stored))) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    private static Instant time(ResultSet row) throws SQLException {
        return row.getObject("occurred_at", OffsetDateTime.class).toInstant();
    }

    private void add(String tenant, UUID event, String what) {
        if (event == null || !findings.names(event)) {
            findings.add(size, new Violation(Violation.Kind.LOCATOR_CHANGED, tenant, event, what));
        }
    }

    /** Compares the locators of each removal with its sum; which of them was changed a sum does not tell. */
    private final class Removed {
        private Removal removal;
        private UUID event;
        private int events;
        private long sum;
        private boolean incomplete;

        void read(ResultSet row) throws SQLException {
            var next = new Removal(
                    row.getObject("removal", UUID.class),
                    row.getInt("writer"),
                    row.getLong("number"),
                    row.getBytes("positions"),
                    row.getBytes("locators"),
                    row.getBytes("mac"));
            if (removal == null || !removal.toString().equals(next.toString())) {
                finish();
                removal = next;
                events = 0;
                sum = 0;
                incomplete = false;
            }
            events++;
            event = row.getObject("event", UUID.class);
            String tenant = row.getString("tenant");
            if (namesakes.contains(new Locator(tenant, event))) {
                return;
            }
            if (tenant == null) {
                incomplete = true;
                add(null, event, "the locator of an event that retention removed is gone");
            } else {
                sum += seal.locators().of(Utf8.of(tenant), event, Microseconds.of(time(row)));
            }
        }

        void finish() {
            if (removal != null && !incomplete && seal.isIntact(removal) && seal.sum(removal) != sum) {
                add(
                        null,
                        events == 1 ? event : null,
                        "a locator of an event is not what it was, of the removal " + removal);
            }
        }
    }
}
