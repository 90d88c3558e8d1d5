package io.auditdb.kernel.removal;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ibatis.cursor.Cursor;

/** Removal in the transaction of whoever decided on it. Safe for use by many threads. */
public final class RemovalService implements EventRemovals {
    private static final String ACTION = "retention.delete";

    private final EventStatements statements;
    private final Json json;
    private final BatchMac mac;
    private final RemovalSeal seal;
    private final SystemLog systemLog;
    private final ChangeTable changes;
    private final SqlErrors errors = new SqlErrors();

    /** Accounts for rows of batches that {@code mac} seals. */
    public RemovalService(
            EventStatements statements,
            Json json,
            BatchMac mac,
            RemovalSeal seal,
            SystemLog systemLog,
            ChangeTable changes) {
        this.statements = statements;
        this.json = json;
        this.mac = mac;
        this.seal = seal;
        this.systemLog = systemLog;
        this.changes = changes;
    }

    /** What takes the rows away that were accounted for. */
    private interface Deletion {
        void run(String table, Removed removed) throws SQLException;
    }

    @Override
    public Removed delete(
            Connection transaction,
            String principal,
            Target from,
            String table,
            List<String> rows,
            Map<String, ?> details) {
        String[] addresses = rows.toArray(String[]::new);
        return remove(transaction, principal, from, table, addresses, details, (quoted, removed) -> {
            try (PreparedStatement statement = transaction.prepareStatement(
                    "DELETE FROM ONLY " + quoted + " WHERE ctid = ANY (?::text[]::tid[])")) {
                statement.setArray(1, transaction.createArrayOf("text", addresses));
                if (statement.executeUpdate() != rows.size() || removed.events() != rows.size()) {
                    throw new AuditDbException(
                            StandardErrorCode.CONFLICT, "Events of " + table + " were changed while they were removed");
                }
            }
        });
    }

    @Override
    public Removed drop(Connection transaction, String principal, String partition, Map<String, ?> details) {
        Target from = new Target("partition", partition);
        return remove(transaction, principal, from, partition, null, details, (quoted, removed) -> {
            try (Statement statement = transaction.createStatement()) {
                statement.execute("DROP TABLE " + quoted);
            }
        });
    }

    @Override
    public void undone(Connection transaction, PartitionRange range) {
        try {
            changes.went(transaction, range);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private Removed remove(
            Connection transaction,
            String principal,
            Target from,
            String table,
            String[] rows,
            Map<String, ?> details,
            Deletion deletion) {
        String quoted = '"' + table.replace("\"", "\"\"") + '"';
        try (var account = new RemovalAccount(transaction, UUID.randomUUID(), mac, seal, json)) {
            if (transaction.getAutoCommit()) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_REQUEST, "The connection is in autocommit; there is no transaction");
            }
            var times = new InstantSummary();
            try (Cursor<EventColumns> cursor =
                    statements.read(transaction, mapper -> mapper.inPartition(quoted, rows))) {
                for (EventColumns row : cursor) {
                    account.add(row);
                    times.add(row.occurredAt().toInstant());
                }
            }
            Removed removed = account.finish();
            deletion.run(quoted, removed);
            if (times.range().isPresent()) {
                changes.went(transaction, times.range().get());
            }
            systemLog.record(transaction, removed.record(), principal, ACTION, from, record(removed, details));
            return removed;
        } catch (SQLException e) {
            throw errors.handle(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> record(Removed removed, Map<String, ?> details) {
        var record = new LinkedHashMap<String, Object>(details);
        record.put("events", removed.events());
        record.put("batches", removed.batches());
        record.put("firstLeaf", removed.firstLeaf());
        record.put("lastLeaf", removed.lastLeaf());
        return record;
    }
}
