package io.auditdb.kernel.removal;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.EventRemovals.Removed;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.Microseconds;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.UUID;

/** Writes down what one removal takes, batch by batch. Rows come by batch. For one thread and one use. */
final class RemovalAccount implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 500;
    private static final String INSERT =
            "INSERT INTO ledger_removal (removal, writer, number, positions, locators, mac) VALUES (?, ?, ?, ?, ?, ?)";

    private final UUID id;
    private final CommittedBatches batches;
    private final RemovalSeal seal;
    private final Json json;
    private final PreparedStatement insert;
    private CommittedBatches.Batch batch;
    private BitSet positions;
    private long sum;
    private long events;
    private long count;
    private long firstLeaf = Long.MAX_VALUE;
    private long lastLeaf = -1;

    RemovalAccount(Connection transaction, UUID id, BatchMac mac, RemovalSeal seal, Json json) throws SQLException {
        this.id = id;
        this.batches = new CommittedBatches(transaction, mac, seal);
        this.seal = seal;
        this.json = json;
        this.insert = transaction.prepareStatement(INSERT);
    }

    /** Adds a row, which has to be what was committed. */
    void add(EventColumns row) throws SQLException {
        if (batch == null || !batch.isOf(row)) {
            finishBatch();
            batch = batches.of(row);
            positions = new BitSet(batch.sealed().count());
            sum = 0;
        }
        int place = row.position();
        if (!batch.holds(row, hash(row)) || positions.get(place)) {
            throw CommittedBatches.forged(row);
        }
        positions.set(place);
        sum += seal.locators()
                .of(
                        Utf8.of(row.tenant()),
                        row.id(),
                        Microseconds.of(row.occurredAt().toInstant()));
        events++;
        firstLeaf = Math.min(firstLeaf, batch.firstLeaf() + place);
        lastLeaf = Math.max(lastLeaf, batch.firstLeaf() + place);
    }

    private byte[] hash(EventColumns row) {
        try {
            return row.entry(json).leaf();
        } catch (RuntimeException e) {
            throw CommittedBatches.forged(row); // somebody wrote into the row what the platform never does
        }
    }

    private void finishBatch() throws SQLException {
        if (batch == null) {
            return;
        }
        Removal removal = seal.seal(id, batch.sealed().writer(), batch.sealed().number(), positions, sum);
        insert.setObject(1, removal.id());
        insert.setInt(2, removal.writer());
        insert.setLong(3, removal.number());
        insert.setBytes(4, removal.positions());
        insert.setBytes(5, removal.locators());
        insert.setBytes(6, removal.mac());
        insert.addBatch();
        if (++count % ROWS_AT_ONCE == 0) {
            insert.executeBatch();
        }
    }

    /** Writes the rest, and returns what went. */
    Removed finish() throws SQLException {
        finishBatch();
        insert.executeBatch();
        if (events == 0) {
            throw new AuditDbException(StandardErrorCode.CONFLICT, "There is nothing to remove");
        }
        return new Removed(id, events, count, firstLeaf, lastLeaf);
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
