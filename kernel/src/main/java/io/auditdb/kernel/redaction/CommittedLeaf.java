package io.auditdb.kernel.redaction;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Compares a row with the leaf that its writer committed, so that nothing forged is made to look lawful. */
final class CommittedLeaf {
    private final BatchMac mac;
    private final Json json;

    CommittedLeaf(BatchMac mac, Json json) {
        this.mac = mac;
        this.json = json;
    }

    /** Throws {@code INTEGRITY_VIOLATION} when the row does not make the leaf that is in its batch. */
    void requireMatch(Connection connection, EventColumns row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT writer, number, array_send(ids) AS ids, leaves, mac FROM ledger_batch WHERE writer = ? AND number = ?")) {
            statement.setInt(1, row.writer());
            statement.setLong(2, row.batch());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || !matches(LedgerTables.batch(result), row)) {
                    throw new AuditDbException(
                            StandardErrorCode.INTEGRITY_VIOLATION,
                            "The row of event " + row.id() + " is not what was committed; nothing was redacted");
                }
            }
        }
    }

    private boolean matches(SealedBatch batch, EventColumns row) {
        int place = row.position();
        return batch.isSealedBy(mac)
                && place >= 0
                && place < batch.count()
                && batch.ids().get(place).equals(row.id())
                && batch.hasLeaf(place, row.entry(json).leaf());
    }
}
