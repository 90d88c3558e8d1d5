package io.auditdb.kernel.ledger;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventStatements;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.cursor.Cursor;

/**
 * One full verification over one snapshot: batches and tree first, then every row against its leaf, then locators. For
 * one thread and one use.
 */
final class VerificationRun {
    private static final int CACHED_BATCHES = 256;
    private static final int PROGRESS_STEP = 1000;
    private static final String BATCHES = """
            SELECT s.first_leaf, s.count, s.writer, s.number, b.ids, b.leaves, b.mac
            FROM ledger_sequence s LEFT JOIN ledger_batch b ON b.writer = s.writer AND b.number = s.number
            ORDER BY s.first_leaf
            """;
    private static final String PENDING = """
            SELECT b.writer, b.number, b.ids, b.leaves, b.mac,
                   (SELECT coalesce(max(number), 0) FROM ledger_sequence s WHERE s.writer = b.writer) AS last
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE s.writer IS NULL
            ORDER BY b.writer, b.number
            """;
    private static final String WRONG_LOCATORS = """
            SELECT coalesce(e.tenant, l.tenant), coalesce(e.id, l.id), e.id IS NULL AS without_event
            FROM audit_event e FULL JOIN event_locator l ON l.id = e.id AND l.tenant = e.tenant
            WHERE e.id IS NULL OR l.id IS NULL OR l.occurred_at <> e.occurred_at
            """;

    private final Connection snapshot;
    private final EventStatements statements;
    private final Json json;
    private final LogKey key;
    private final BatchMac mac;
    private final Optional<String> outside;
    private final Map<Integer, Long> acknowledged;
    private final VerificationFindings findings;
    private final MerkleTree tree = new MerkleTree();
    private final BitSet seen = new BitSet();
    private final Map<BatchKey, PendingBatch> pending = new LinkedHashMap<>();
    private final Map<BatchKey, PlacedBatch> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchKey, PlacedBatch> eldest) {
            return size() > CACHED_BATCHES;
        }
    };
    private long events;
    private long unsealed;
    private long batches;

    private record BatchKey(int writer, long number) {}

    /** A batch and its place in the log; the place is -1 while it has none. */
    private record PlacedBatch(SealedBatch batch, long firstLeaf) {}

    private record PendingBatch(SealedBatch batch, BitSet seen) {}

    VerificationRun(
            Connection snapshot,
            EventStatements statements,
            Json json,
            LogKey key,
            BatchMac mac,
            Optional<String> outside,
            Map<Integer, Long> acknowledged,
            int maxReported) {
        this.snapshot = snapshot;
        this.statements = statements;
        this.json = json;
        this.key = key;
        this.mac = mac;
        this.outside = outside;
        this.acknowledged = acknowledged;
        this.findings = new VerificationFindings(maxReported);
    }

    VerificationReport run(VerificationProgress progress) throws SQLException, IOException {
        var checkpoints = new CheckpointCheck(snapshot, key, findings);
        sequencedBatches(checkpoints);
        checkpoints.finish(tree.size());
        pendingBatches();
        rows(progress);
        missing();
        locators();
        outside.ifPresent(note -> checkpoints.compareOutside(note, tree.size(), new TileNodes(snapshot, tree.size())));
        Optional<Checkpoint> newest = LedgerTables.newestCheckpoint(snapshot, key.name());
        return findings.report(events, unsealed, batches, checkpoints.count(), newest, checkpoints.signedSizes());
    }

    private void sequencedBatches(CheckpointCheck checkpoints) throws SQLException {
        try (Statement statement = snapshot.createStatement()) {
            statement.setFetchSize(100);
            try (ResultSet row = statement.executeQuery(BATCHES)) {
                while (row.next()) {
                    batches++;
                    sequenced(row);
                    checkpoints.reached(tree);
                }
            }
        }
        new TileCheck(snapshot, findings).finish(tree.size());
    }

    private void sequenced(ResultSet row) throws SQLException {
        long first = row.getLong("first_leaf");
        int count = row.getInt("count");
        String name = row.getInt("writer") + "." + row.getLong("number");
        if (first != tree.size()) {
            findings.add(
                    tree.size(),
                    new Violation(
                            Violation.Kind.SEQUENCE_CHANGED,
                            null,
                            null,
                            "leaf " + tree.size() + " is followed by leaf " + first + " (batch " + name + ")"));
        }
        if (row.getBytes("leaves") == null) {
            findings.add(first, new Violation(Violation.Kind.BATCH_MISSING, null, null, "batch " + name + " is gone"));
            tree.append(new byte[count * Hashes.SIZE]);
            seen.set((int) first, (int) (first + count)); // reported as one batch, not event by event
        } else {
            SealedBatch batch = LedgerTables.batch(row);
            if (!batch.isSealedBy(mac) || batch.count() != count) {
                findings.add(first, changed(batch));
            }
            tree.append(batch.leaves());
        }
        TileCheck.compare(snapshot, tree.takeFullTiles(), findings);
    }

    private static Violation changed(SealedBatch batch) {
        UUID first = batch.ids().isEmpty() ? null : batch.ids().get(0);
        return new Violation(
                Violation.Kind.BATCH_CHANGED, null, first, "batch " + batch + " is not what its writer committed");
    }

    private void pendingBatches() throws SQLException {
        var numbers = new HashMap<Integer, Long>();
        try (Statement statement = snapshot.createStatement();
                ResultSet row = statement.executeQuery(PENDING)) {
            while (row.next()) {
                batches++;
                SealedBatch batch = LedgerTables.batch(row);
                long last = numbers.getOrDefault(batch.writer(), row.getLong("last"));
                if (!batch.isSealedBy(mac) || batch.number() <= last) {
                    findings.add(tree.size(), changed(batch));
                } else if (batch.number() != last + 1) {
                    findings.add(tree.size(), gone(batch.writer(), last + 1));
                }
                numbers.put(batch.writer(), Math.max(last, batch.number()));
                pending.put(
                        new BatchKey(batch.writer(), batch.number()),
                        new PendingBatch(batch, new BitSet(batch.count())));
            }
        }
        acknowledgedTails();
    }

    /** What this process has said yes to has to be there, also when no later batch shows the gap. */
    private void acknowledgedTails() throws SQLException {
        try (PreparedStatement statement =
                snapshot.prepareStatement("SELECT coalesce(max(number), 0) FROM ledger_batch WHERE writer = ?")) {
            for (var tail : acknowledged.entrySet()) {
                statement.setInt(1, tail.getKey());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getLong(1) < tail.getValue()) {
                        findings.add(tree.size(), gone(tail.getKey(), row.getLong(1) + 1));
                    }
                }
            }
        }
    }

    private static Violation gone(int writer, long number) {
        return new Violation(
                Violation.Kind.BATCH_MISSING,
                null,
                null,
                "writer " + writer + " committed batch " + number + ", and it is gone");
    }

    private void rows(VerificationProgress progress) throws IOException {
        long total = tree.size()
                + pending.values().stream().mapToLong(it -> it.batch().count()).sum();
        try (Cursor<EventColumns> rows = statements.read(snapshot, EventMapper::scan)) {
            for (EventColumns row : rows) {
                row(row);
                if (++events % PROGRESS_STEP == 0) {
                    progress.at(events, total);
                }
            }
        }
        progress.at(events, Math.max(events, total));
    }

    private void row(EventColumns row) {
        BatchPosition position = row.batchPosition();
        BatchKey name = new BatchKey(position.writer(), position.batch());
        PendingBatch waiting = pending.get(name);
        PlacedBatch placed =
                waiting == null ? cache.computeIfAbsent(name, this::load) : new PlacedBatch(waiting.batch(), -1);
        if (waiting != null) {
            unsealed++;
        }
        SealedBatch batch = placed.batch();
        int place = position.position();
        if (batch == null
                || place < 0
                || place >= batch.count()
                || !batch.ids().get(place).equals(row.id())) {
            findings.add(tree.size(), violation(Violation.Kind.EVENT_INSERTED, row, "no writer committed this row"));
            return;
        }
        long leaf = placed.firstLeaf() < 0 ? tree.size() : placed.firstLeaf() + place;
        if (isSecond(waiting, placed, place)) {
            findings.add(leaf, violation(Violation.Kind.EVENT_INSERTED, row, "this row is there twice"));
        }
        if (!Arrays.equals(leafOf(row), batch.leaf(place))) {
            findings.add(leaf, violation(Violation.Kind.EVENT_CHANGED, row, "the row is not what was committed"));
        }
    }

    private boolean isSecond(PendingBatch waiting, PlacedBatch placed, int place) {
        BitSet bits = waiting == null ? seen : waiting.seen();
        int index = waiting == null ? (int) (placed.firstLeaf() + place) : place;
        boolean second = bits.get(index);
        bits.set(index);
        return second;
    }

    /** Returns null for a row that cannot even be read, because somebody wrote into it what the platform never does. */
    private byte[] leafOf(EventColumns row) {
        try {
            return row.entry(json).leaf();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private PlacedBatch load(BatchKey name) {
        try (PreparedStatement statement = snapshot.prepareStatement("""
                SELECT b.writer, b.number, b.ids, b.leaves, b.mac, s.first_leaf
                FROM ledger_batch b JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
                WHERE b.writer = ? AND b.number = ?
                """)) {
            statement.setInt(1, name.writer());
            statement.setLong(2, name.number());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new PlacedBatch(LedgerTables.batch(row), row.getLong("first_leaf"))
                        : new PlacedBatch(null, -1);
            }
        } catch (SQLException e) {
            throw new io.auditdb.kernel.store.SqlErrors().handle(e);
        }
    }

    private static Violation violation(Violation.Kind kind, EventColumns row, String description) {
        return new Violation(kind, row.tenant(), row.id(), description);
    }

    private void missing() throws SQLException {
        for (int leaf = seen.nextClearBit(0); leaf < tree.size(); leaf = seen.nextClearBit(leaf + 1)) {
            findings.add(leaf, findings.isFull() ? missingEvent(null) : missingEvent(idAt(leaf)));
        }
        for (PendingBatch waiting : pending.values()) {
            int count = waiting.batch().count();
            for (int i = waiting.seen().nextClearBit(0);
                    i < count;
                    i = waiting.seen().nextClearBit(i + 1)) {
                findings.add(tree.size(), missingEvent(waiting.batch().ids().get(i)));
            }
        }
    }

    private Violation missingEvent(UUID id) throws SQLException {
        return new Violation(
                Violation.Kind.EVENT_MISSING,
                id == null ? null : tenantOf(id),
                id,
                "the row of a committed event is gone");
    }

    private UUID idAt(long leaf) throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement("""
                SELECT b.ids[? - s.first_leaf + 1]
                FROM ledger_sequence s JOIN ledger_batch b ON b.writer = s.writer AND b.number = s.number
                WHERE s.first_leaf <= ? ORDER BY s.first_leaf DESC LIMIT 1
                """)) {
            statement.setLong(1, leaf);
            statement.setLong(2, leaf);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    private String tenantOf(UUID id) throws SQLException {
        try (PreparedStatement statement =
                snapshot.prepareStatement("SELECT tenant FROM event_locator WHERE id = ? ORDER BY tenant LIMIT 1")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private void locators() throws SQLException {
        try (Statement statement = snapshot.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(WRONG_LOCATORS)) {
                while (row.next()) {
                    UUID id = row.getObject(2, UUID.class);
                    if (!findings.names(id)) {
                        findings.add(
                                tree.size(),
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
