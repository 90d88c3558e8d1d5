package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes partitions within one transaction: each as a table of its own, then attached, which does not block writers
 * (creating it in place would), and recorded. For one thread.
 */
final class PartitionMaker {
    /** Held by whoever changes the tree of partitions; the partitioning plugin takes the same. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(1635083376, 0)";

    private static final String RECORD = """
            INSERT INTO event_partition (name, from_time, to_time, state) VALUES (?, ?, ?, 'attached')
            ON CONFLICT (name) WHERE state <> 'dropped'
            DO UPDATE SET from_time = excluded.from_time, to_time = excluded.to_time, state = 'attached', goal = NULL,
                          changed_at = now()
            """;

    /** A plan for this range has come true. */
    private static final String FORGET_PLAN = """
            DELETE FROM event_partition WHERE state = 'planned' AND goal IS NULL AND from_time >= ? AND to_time <= ?
            """;

    private final Connection connection;

    PartitionMaker(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes the lock, until the end of the transaction, and returns what there is. In the queue for it one may stand long,
     * because only makers of partitions stand behind; a table is waited for shortly, because writers do.
     */
    List<Attached> begin(Duration queueTimeout, Duration lockTimeout) throws SQLException {
        limitWaiting(queueTimeout);
        execute(LOCK);
        limitWaiting(lockTimeout);
        return PartitionCatalog.read(connection);
    }

    private void limitWaiting(Duration timeout) throws SQLException {
        execute("SET LOCAL lock_timeout = " + Math.max(1, timeout.toMillis()));
    }

    /** Makes what is missing of a range; returns the tables made. */
    List<String> fill(PartitionRange range, List<Attached> present) throws SQLException {
        var taken = present.stream().flatMap(it -> it.range().stream()).toList();
        var made = new ArrayList<String>();
        for (PartitionRange gap : range.minus(taken)) {
            made.add(make(gap, present));
        }
        return made;
    }

    private String make(PartitionRange range, List<Attached> present) throws SQLException {
        String table = freeName(range);
        execute("CREATE TABLE " + table + " (LIKE audit_event INCLUDING ALL)");
        try {
            execute("ALTER TABLE audit_event ATTACH PARTITION " + table + " FOR VALUES FROM ("
                    + PartitionName.literal(range.from()) + ") TO (" + PartitionName.literal(range.to()) + ")");
        } catch (SQLException e) {
            if ("23514".equals(e.getSQLState())) {
                throw inDefault(range, present, e);
            }
            throw e;
        }
        record(table, range);
        return table;
    }

    private static AuditDbException inDefault(PartitionRange range, List<Attached> present, SQLException e) {
        String table = present.get(present.size() - 1).table();
        return new AuditDbException(
                StandardErrorCode.CONFLICT,
                "The DEFAULT partition " + table + " holds events of " + range + "; drain it first",
                e);
    }

    /** A table of the name that is no partition is somebody's, and stays. */
    String freeName(PartitionRange range) throws SQLException {
        String wanted = PartitionName.of(range);
        String name = wanted;
        for (int number = 2; exists(name); number++) {
            name = wanted + "_r" + number;
        }
        return name;
    }

    private boolean exists(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void record(String table, PartitionRange range) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET_PLAN);
                PreparedStatement statement = connection.prepareStatement(RECORD)) {
            forget.setObject(1, range.from().atOffset(ZoneOffset.UTC));
            forget.setObject(2, range.to().atOffset(ZoneOffset.UTC));
            forget.executeUpdate();
            statement.setString(1, table);
            statement.setObject(2, range.from().atOffset(ZoneOffset.UTC));
            statement.setObject(3, range.to().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** Whether a DEFAULT partition takes what has no other; not all of it does while events are moved out of it. */
    boolean isOpen(Attached defaultPartition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT count(*) = 0 FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = 'audit_event_drain'")) {
            statement.setString(1, defaultPartition.table());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
