package io.auditdb.kernel.evidence;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits until what is stored now has its place in the log. For one thread, on a connection in autocommit. */
final class Sealing {
    private static final long POLL_MILLIS = 50;
    private static final String WAITING = """
            SELECT b.writer, b.number FROM ledger_batch b
            WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = b.writer AND s.number = b.number)
            """;
    private static final String STILL_WAITING = """
            SELECT EXISTS (
              SELECT FROM unnest(?::integer[], ?::bigint[]) AS k (writer, number)
              WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = k.writer AND s.number = k.number)
            )
            """;

    private final Connection connection;
    private final List<Integer> writers = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();

    Sealing(Connection connection) {
        this.connection = connection;
    }

    void await(Duration longest) throws SQLException {
        long deadline = System.nanoTime() + longest.toNanos();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAITING)) {
            while (row.next()) {
                writers.add(row.getInt(1));
                numbers.add(row.getLong(2));
            }
        }
        while (isWaiting() && System.nanoTime() - deadline < 0) {
            pause();
        }
    }

    private boolean isWaiting() throws SQLException {
        if (writers.isEmpty()) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(STILL_WAITING)) {
            statement.setArray(1, connection.createArrayOf("integer", writers.toArray()));
            statement.setArray(2, connection.createArrayOf("bigint", numbers.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "Waiting for the log was interrupted", e);
        }
    }
}
