package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what is committed and has no place in the log yet, and checks that it is what writers committed. */
final class UnsequencedBatches {
    /** Rows of up to half a megabyte each, so that a backlog is not read into memory at once. */
    private static final int FETCH_SIZE = 20;

    /**
     * Walks from writer to writer along the primary key, so that the cost does not grow with the log. Every writer gets
     * its turn, because a step ends before all of a large backlog is taken.
     */
    private static final String UNSEQUENCED = """
            WITH RECURSIVE w (writer) AS (
              SELECT min(writer) FROM ledger_batch
              UNION ALL
              SELECT (SELECT min(b.writer) FROM ledger_batch b WHERE b.writer > w.writer) FROM w WHERE w.writer IS NOT NULL
            )
            SELECT w.writer, last.number AS last, b.number, array_send(b.ids) AS ids, b.leaves, b.mac
            FROM w
            CROSS JOIN LATERAL (
              SELECT coalesce(max(s.number), 0) AS number FROM ledger_sequence s WHERE s.writer = w.writer
            ) last
            CROSS JOIN LATERAL (
              SELECT * FROM ledger_batch b WHERE b.writer = w.writer AND b.number > last.number ORDER BY b.number LIMIT ?
            ) b
            WHERE w.writer IS NOT NULL
            ORDER BY b.number - last.number, w.writer
            LIMIT ?
            """;

    private final LedgerSettings settings;
    private final BatchMac mac;
    private final IntegrityAlarm alarm;

    UnsequencedBatches(LedgerSettings settings, BatchMac mac, IntegrityAlarm alarm) {
        this.settings = settings;
        this.mac = mac;
        this.alarm = alarm;
    }

    /** Returns as much as one step takes, within an open transaction. */
    List<SealedBatch> next(Connection connection) throws SQLException {
        var batches = new ArrayList<SealedBatch>();
        try (PreparedStatement statement = connection.prepareStatement(UNSEQUENCED)) {
            statement.setInt(1, settings.maxBatches());
            statement.setInt(2, settings.maxBatches());
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet row = statement.executeQuery()) {
                Map<Integer, Long> expected = new HashMap<>();
                long events = 0;
                while (events < settings.maxStepEvents() && row.next()) {
                    SealedBatch batch = LedgerTables.batch(row);
                    checkNumber(batch, expected.getOrDefault(batch.writer(), row.getLong("last") + 1));
                    expected.put(batch.writer(), batch.number() + 1);
                    if (isSealed(batch)) {
                        batches.add(batch);
                        events += batch.count();
                    }
                }
            }
        }
        return batches;
    }

    private void checkNumber(SealedBatch batch, long expected) {
        if (batch.number() != expected) {
            alarm.raise(new Violation(
                    Violation.Kind.BATCH_MISSING,
                    null,
                    null,
                    "writer " + batch.writer() + " committed batch " + expected + ", and it is gone"));
        }
    }

    private boolean isSealed(SealedBatch batch) {
        boolean sealed = batch.isSealedBy(mac);
        if (!sealed) {
            alarm.raise(new Violation(
                    Violation.Kind.BATCH_CHANGED,
                    null,
                    batch.ids().isEmpty() ? null : batch.ids().get(0),
                    "batch " + batch.writer() + "." + batch.number() + " is not what a writer committed"));
        }
        return sealed;
    }
}
