package io.auditdb.kernel.removal;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;

/** The batches that rows say they are of. For one thread. */
final class CommittedBatches {
    private static final String BATCH = """
            SELECT b.writer, b.number, array_send(b.ids) AS ids, b.leaves, b.mac, s.first_leaf, %s AS removals
            FROM ledger_batch b LEFT JOIN ledger_sequence s ON s.writer = b.writer AND s.number = b.number
            WHERE b.writer = ? AND b.number = ?
            """.formatted(Removal.OF_BATCH);

    private final Connection connection;
    private final BatchMac mac;
    private final RemovalSeal seal;

    CommittedBatches(Connection connection, BatchMac mac, RemovalSeal seal) {
        this.connection = connection;
        this.mac = mac;
        this.seal = seal;
    }

    /** A batch as its writer committed it, and which of its events are gone already. */
    record Batch(SealedBatch sealed, BitSet removed, long firstLeaf) {
        boolean isOf(EventColumns row) {
            return sealed.writer() == row.writer() && sealed.number() == row.batch();
        }

        /** Returns whether the row is the one that was committed, and has not gone before. */
        boolean holds(EventColumns row, byte[] leaf) {
            int place = row.position();
            return place >= 0
                    && place < sealed.count()
                    && sealed.ids().get(place).equals(row.id())
                    && sealed.hasLeaf(place, leaf)
                    && !removed.get(place);
        }
    }

    /** Returns the batch of a row; refuses one that is not what its writer committed, or that has no place yet. */
    Batch of(EventColumns row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BATCH)) {
            statement.setInt(1, row.writer());
            statement.setLong(2, row.batch());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    throw forged(row);
                }
                SealedBatch batch = LedgerTables.batch(result);
                if (!batch.isSealedBy(mac)) {
                    throw forged(row);
                }
                long firstLeaf = result.getLong("first_leaf");
                if (result.wasNull()) {
                    throw new AuditDbException(
                            StandardErrorCode.NOT_SEALED,
                            "The event " + row.id() + " has no place in the log yet, so it cannot be removed");
                }
                var removals = Removal.parse(batch.writer(), batch.number(), result.getBytes("removals"));
                return new Batch(batch, seal.places(removals), firstLeaf);
            }
        }
    }

    static AuditDbException forged(EventColumns row) {
        return new AuditDbException(
                StandardErrorCode.INTEGRITY_VIOLATION,
                "The row of event " + row.id() + " is not what was committed; nothing was removed");
    }
}
