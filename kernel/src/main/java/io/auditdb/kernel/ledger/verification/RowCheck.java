package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.ibatis.cursor.Cursor;

/** Checks every row against the leaf its writer committed, and every leaf for its row. For one thread and one use. */
final class RowCheck {
    private static final int CACHED_BATCHES = 256;
    private static final int PROGRESS_STEP = 1000;

    private final Connection snapshot;
    private final EventStatements statements;
    private final Json json;
    private final VerificationFindings findings;
    private final long size;
    private final BitSet seen;
    private final Map<BatchKey, PendingBatch> pending;
    private final Map<BatchKey, PlacedBatch> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchKey, PlacedBatch> eldest) {
            return size() > CACHED_BATCHES;
        }
    };
    private long events;
    private long unsealed;

    /** A batch and its place in the log; the place is -1 while it has none, the batch null when there is none. */
    private record PlacedBatch(SealedBatch batch, long firstLeaf) {}

    RowCheck(
            Connection snapshot,
            EventStatements statements,
            Json json,
            VerificationFindings findings,
            BatchCheck batches) {
        this.snapshot = snapshot;
        this.statements = statements;
        this.json = json;
        this.findings = findings;
        this.size = batches.size();
        this.seen = batches.accountedFor();
        this.pending = batches.pending();
    }

    /** Returns how many rows there are. */
    long events() {
        return events;
    }

    /** Returns how many of them no checkpoint covers. */
    long unsealed() {
        return unsealed;
    }

    void rows(VerificationProgress progress) throws IOException {
        long total = size
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
            findings.add(size, violation(Violation.Kind.EVENT_INSERTED, row, "no writer committed this row"));
            return;
        }
        long leaf = placed.firstLeaf() < 0 ? size : placed.firstLeaf() + place;
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
            throw new SqlErrors().handle(e);
        }
    }

    private static Violation violation(Violation.Kind kind, EventColumns row, String description) {
        return new Violation(kind, row.tenant(), row.id(), description);
    }

    /** Looks for leaves without a row; after {@link #rows}. */
    void missing() throws SQLException {
        for (int leaf = seen.nextClearBit(0); leaf < size; leaf = seen.nextClearBit(leaf + 1)) {
            findings.add(leaf, findings.isFull() ? missingEvent(null) : missingEvent(idAt(leaf)));
        }
        for (PendingBatch waiting : pending.values()) {
            int count = waiting.batch().count();
            for (int i = waiting.seen().nextClearBit(0);
                    i < count;
                    i = waiting.seen().nextClearBit(i + 1)) {
                findings.add(size, missingEvent(waiting.batch().ids().get(i)));
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
}
