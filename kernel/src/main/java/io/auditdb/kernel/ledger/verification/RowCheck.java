package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Names the rows that are not what batches say, in the buckets where something differs: rows and batches are read side
 * by side, in the order of batches. For one thread and one use.
 */
final class RowCheck {
    /** Beyond so many buckets it is quicker to look at all. */
    private static final int MAX_BUCKETS = 1000;

    /** What is said of a removed event whose row is there. */
    static final String BACK = "retention removed this event, and its row is back";

    /** What is said of a row that another place holds as well. */
    static final String TWICE = "this row is there twice";

    private final VerificationContext context;
    private final ArchiveScan archives;
    private final VerificationFindings findings;
    private final long size;
    private final List<Missing> missing = new ArrayList<>();
    private EventImage row;

    private record Missing(long leaf, UUID id) {}

    /** {@code size} is the number of leaves in the log. */
    RowCheck(VerificationContext context, ArchiveScan archives, VerificationFindings findings, long size) {
        this.context = context;
        this.archives = archives;
        this.findings = findings;
        this.size = size;
    }

    void run(Snapshot snapshot, List<Integer> buckets) throws SQLException {
        try (MergedImages rows = rows(snapshot, buckets);
                CopyReader batches = CopyReader.open(snapshot.last(), batches(buckets))) {
            next(rows);
            while (batches.next()) {
                var batch = new SealedBatch(
                        batches.integer(), batches.bigint(), batches.uuids(), batches.bytes(), batches.bytes());
                List<Removal> removals = Removal.parse(batch.writer(), batch.number(), batches.bytes());
                compare(batch, context.removals().places(removals), batches.bigint(-1), rows);
            }
            for (; row != null; next(rows)) {
                stranger();
            }
        }
        for (Missing event : missing) {
            findings.add(event.leaf, gone(tenantOf(snapshot.first(), event.id), event.id));
        }
    }

    private MergedImages rows(Snapshot snapshot, List<Integer> buckets) throws SQLException {
        var sources = new ArrayList<ImageSource>();
        sources.add(ImageSource.of(snapshot.first(), rows(snapshot.rows(), buckets), context.json()));
        sources.addAll(archives.sources(ArchiveOrder.BATCHES));
        Set<Integer> wanted = Set.copyOf(buckets);
        return new MergedImages(
                sources, row -> buckets.size() > MAX_BUCKETS || wanted.contains(Leaves.bucket(row.place())));
    }

    private static String rows(StoredRows rows, List<Integer> buckets) {
        return "SELECT " + EventImages.COLUMNS + " FROM " + rows.relation() + " e" + in(buckets, "e.writer", "e.batch")
                + " ORDER BY e.writer, e.batch, e.position, e.id";
    }

    private static String batches(List<Integer> buckets) {
        return "SELECT b.writer, b.number, b.ids, b.leaves, b.mac, " + Removal.OF_BATCH
                + " AS removals, s.first_leaf FROM ledger_batch b"
                + " LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number"
                + in(buckets, "b.writer", "b.number") + " ORDER BY b.writer, b.number";
    }

    private static String in(List<Integer> buckets, String writer, String number) {
        if (buckets.size() > MAX_BUCKETS) {
            return "";
        }
        String list = buckets.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return " WHERE " + Leaves.bucketOf(writer, number) + " IN (" + list + ")";
    }

    private void next(MergedImages rows) throws SQLException {
        row = rows.next();
    }

    private void compare(SealedBatch batch, BitSet removed, long firstLeaf, MergedImages rows) throws SQLException {
        for (; row != null && order(batch) < 0; next(rows)) {
            stranger();
        }
        var seen = new BitSet(batch.count());
        for (; row != null && order(batch) == 0; next(rows)) {
            compare(batch, removed, firstLeaf, seen);
        }
        seen.or(removed);
        for (int i = seen.nextClearBit(0); i < batch.count(); i = seen.nextClearBit(i + 1)) {
            missing(leaf(firstLeaf, i), batch.ids().get(i));
        }
    }

    /** Returns whether the row belongs to an earlier batch (less than 0), to this one (0) or to a later one. */
    private int order(SealedBatch batch) {
        int writers = Integer.compare(row.place().writer(), batch.writer());
        return writers != 0 ? writers : Long.compare(row.place().batch(), batch.number());
    }

    private void compare(SealedBatch batch, BitSet removed, long firstLeaf, BitSet seen) {
        int place = row.place().position();
        if (place < 0 || place >= batch.count() || !batch.ids().get(place).equals(row.id())) {
            stranger();
            return;
        }
        if (removed.get(place)) {
            add(leaf(firstLeaf, place), Violation.Kind.EVENT_INSERTED, BACK);
        }
        if (seen.get(place)) {
            add(leaf(firstLeaf, place), Violation.Kind.EVENT_INSERTED, TWICE);
        }
        seen.set(place);
        if (!batch.hasLeaf(place, row.leaf())) {
            add(leaf(firstLeaf, place), Violation.Kind.EVENT_CHANGED, "the row is not what was committed");
        }
    }

    private long leaf(long firstLeaf, int place) {
        return firstLeaf < 0 ? size : firstLeaf + place;
    }

    private void stranger() {
        add(size, Violation.Kind.EVENT_INSERTED, "no writer committed this row");
    }

    private void add(long leaf, Violation.Kind kind, String description) {
        findings.add(leaf, new Violation(kind, row.tenant().toString(), row.id(), description));
    }

    /** Its tenant is asked for later, when the connections are free; of those that will not be named, not at all. */
    private void missing(long leaf, UUID id) {
        if (missing.size() < findings.room()) {
            missing.add(new Missing(leaf, id));
        } else {
            findings.add(leaf, gone(null, id));
        }
    }

    private static Violation gone(String tenant, UUID id) {
        return new Violation(Violation.Kind.EVENT_MISSING, tenant, id, "the row of a committed event is gone");
    }

    /** Returns the tenant that has an event of this id, as far as a locator tells; null when none does. */
    static String tenantOf(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT tenant FROM event_locator WHERE id = ? ORDER BY tenant LIMIT 1")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
