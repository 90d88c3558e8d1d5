package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Checks the rows of some batches, found through the locators of their ids, many batches at a time. For one thread. */
final class NewRows {
    private static final int MAX_LEAVES = 20_000;
    private static final int MAX_BATCHES = 2_000;
    private static final String ROWS = """
            JOIN ledger_batch b ON b.writer = k.writer AND b.number = k.number
            CROSS JOIN LATERAL unnest(b.ids) AS i (id)
            JOIN event_locator l ON l.id = i.id
            JOIN %s e ON e.tenant = l.tenant AND e.occurred_at = l.occurred_at AND e.id = l.id
            """;

    private final Connection snapshot;
    private final String stored;
    private final EventImages images;
    private final ArchiveScan archives;
    private final VerificationFindings findings;
    private final Pace pace;
    private final VerificationProgress progress;
    private final Map<BatchKey, Placed> batches = new LinkedHashMap<>();
    private final Set<UUID> misplaced = new HashSet<>();
    private long leaves;
    private long waiting;
    private long events;

    private record Placed(SealedBatch batch, BitSet removed, long firstLeaf, BitSet seen) {
        /** Returns the first place from one on whose event was neither seen nor removed. */
        int gap(int from) {
            int place = from;
            while (seen.get(place) || removed.get(place)) {
                place++;
            }
            return place;
        }
    }

    NewRows(
            Snapshot snapshot,
            VerificationContext context,
            VerificationFindings findings,
            Pace pace,
            VerificationProgress progress)
            throws SQLException {
        this.snapshot = snapshot.last();
        this.stored = ROWS.formatted(snapshot.rows().relation());
        this.images = new EventImages(context.json());
        this.archives = new ArchiveScan(snapshot.rows(), context, findings);
        this.findings = findings;
        this.pace = pace;
        this.progress = progress;
        try (Statement statement = this.snapshot.createStatement()) {
            // few rows of a large table, whatever the statistics make of it
            statement.execute("SET LOCAL enable_hashjoin = off");
            statement.execute("SET LOCAL enable_mergejoin = off");
        }
    }

    /** Returns how many rows were rehashed. */
    long events() {
        return events;
    }

    void committed(SealedBatch batch, BitSet removed, long firstLeaf) throws SQLException {
        batches.put(
                new BatchKey(batch.writer(), batch.number()),
                new Placed(batch, removed, firstLeaf, new BitSet(batch.count())));
        waiting += batch.count();
        leaves += batch.count();
        if (waiting >= MAX_LEAVES || batches.size() >= MAX_BATCHES) {
            flush();
        }
    }

    /** Checks the rows of the batches that are gathered. */
    void flush() throws SQLException {
        if (batches.isEmpty()) {
            return;
        }
        String keys = batches.keySet().stream()
                .map(key -> "(" + key.writer() + ", " + key.number() + "::bigint)")
                .collect(Collectors.joining(", "));
        try (CopyReader rows = CopyReader.open(
                snapshot,
                "SELECT " + EventImages.COLUMNS + " FROM (VALUES " + keys + ") AS k (writer, number) " + stored)) {
            while (rows.next()) {
                compare(images.read(rows));
            }
        }
        for (Placed placed : batches.values()) {
            archived(placed);
            missing(placed);
        }
        pace.passed(waiting);
        progress.at(events, leaves);
        batches.clear();
        misplaced.clear();
        waiting = 0;
    }

    private void compare(EventImage row) {
        events++;
        Placed placed =
                batches.get(new BatchKey(row.place().writer(), row.place().batch()));
        int place = row.place().position();
        if (placed == null
                || place < 0
                || place >= placed.batch.count()
                || !placed.batch.ids().get(place).equals(row.id())) {
            misplaced.add(row.id()); // another tenant's event of the same id, or one that was moved
            return;
        }
        if (placed.removed.get(place)) {
            add(placed, row, Violation.Kind.EVENT_INSERTED, RowCheck.BACK);
        }
        if (placed.seen.get(place)) {
            add(placed, row, Violation.Kind.EVENT_INSERTED, RowCheck.TWICE);
        }
        placed.seen.set(place);
        if (!placed.batch.hasLeaf(place, row.leaf())) {
            add(placed, row, Violation.Kind.EVENT_CHANGED, "the row is not what was committed");
        }
    }

    private void add(Placed placed, EventImage row, Violation.Kind kind, String description) {
        findings.add(
                placed.firstLeaf + row.place().position(),
                new Violation(kind, row.tenant().toString(), row.id(), description));
    }

    /** Compares what is not in a table any more, as far as it is archived. */
    private void archived(Placed placed) throws SQLException {
        if (placed.gap(0) < placed.batch.count()) {
            archives.batch(placed.batch, placed.firstLeaf, row -> compare(images.read(row)));
        }
    }

    private void missing(Placed placed) throws SQLException {
        int count = placed.batch.count();
        for (int i = placed.gap(0); i < count; i = placed.gap(i + 1)) {
            UUID id = placed.batch.ids().get(i);
            findings.add(
                    placed.firstLeaf + i, missing(id, findings.room() > 0 ? RowCheck.tenantOf(snapshot, id) : null));
        }
    }

    private Violation missing(UUID id, String tenant) {
        if (misplaced.contains(id)) {
            return new Violation(
                    Violation.Kind.EVENT_CHANGED, tenant, id, "the row no longer says where it was committed");
        }
        return tenant == null
                ? new Violation(Violation.Kind.LOCATOR_CHANGED, null, id, "the locator of an event is gone")
                : new Violation(Violation.Kind.EVENT_MISSING, tenant, id, "no row is where the event's locator points");
    }
}
