package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/** One state of a partition, as the maintaining role sees it in a transaction. For one thread. */
final class PartitionSnapshot {
    private static final int FETCH = 200;

    private final Connection connection;
    private final String table;

    PartitionSnapshot(Connection connection, String partition) {
        this.connection = connection;
        this.table = '"' + partition.replace("\"", "\"\"") + '"';
    }

    /** Which rows there are; all of them in the log. */
    record Extent(long rows, Instant first, Instant last, long firstLeaf, long lastLeaf) {}

    /** Returns which rows there are, all of which a checkpoint covers. */
    Extent extent(Checkpoint checkpoint) throws SQLException {
        String sql = "SELECT count(*), count(s.first_leaf), min(e.occurred_at), max(e.occurred_at),"
                + " min(s.first_leaf + e.position), max(s.first_leaf + e.position)"
                + " FROM " + table + " e"
                + " LEFT JOIN ledger_sequence s ON s.writer = e.writer AND s.number = e.batch";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long rows = row.getLong(1);
            if (rows == 0) {
                throw new AuditDbException(StandardErrorCode.CONFLICT, "The partition holds nothing to archive");
            }
            if (row.getLong(2) < rows || row.getLong(6) >= checkpoint.size()) {
                throw new AuditDbException(
                        StandardErrorCode.NOT_SEALED, "No checkpoint covers all events of the partition yet");
            }
            return new Extent(rows, time(row, 3), time(row, 4), row.getLong(5), row.getLong(6));
        }
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    Checkpoint checkpoint(String origin) throws SQLException {
        return LedgerTables.newestCheckpoint(connection, origin)
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_SEALED, "The log has no checkpoint yet"));
    }

    /** Checks that the batches of its rows are what their writers committed. */
    void requireBatches(BatchMac mac) throws SQLException {
        String sql = "SELECT b.writer, b.number, array_send(b.ids) AS ids, b.leaves, b.mac FROM ledger_batch b"
                + " JOIN (SELECT DISTINCT writer, batch FROM " + table + ") e"
                + " ON e.writer = b.writer AND e.batch = b.number";
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    SealedBatch batch = LedgerTables.batch(row);
                    if (!batch.isSealedBy(mac)) {
                        throw new AuditDbException(
                                StandardErrorCode.INTEGRITY_VIOLATION,
                                "Batch " + batch + " is not what its writer committed, so nothing of it is archived");
                    }
                }
            }
        }
    }

    CommittedRows rows(Json json) throws SQLException {
        return CommittedRows.open(connection, json, table + " e", "");
    }

    /** Returns a text that is another one as soon as a row is added, removed or changed; no protection from forgery. */
    String fingerprint() throws SQLException {
        String sql = "SELECT count(*) || ':' || coalesce(sum(hash_record_extended(e, 0)), 0) FROM " + table + " e";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
