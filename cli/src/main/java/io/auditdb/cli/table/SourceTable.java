package io.auditdb.cli.table;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The table that is read, by one connection that can write nothing. Rows come by the order of their numbers, a bounded
 * number at a time, each time in a short transaction, so that nobody who writes or vacuums waits. For one thread.
 */
public final class SourceTable implements AutoCloseable {
    private static final int CONNECT_SECONDS = 10;
    private static final int FETCHED_TOGETHER = 500;
    private static final long PAUSE_MILLIS = 20;

    /** Whoever inserts has this lock from before a number is drawn until the end of the transaction. */
    private static final String WRITERS = """
            SELECT DISTINCT l.virtualtransaction FROM pg_locks l
            WHERE l.locktype = 'relation' AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.relation IN (SELECT ?::regclass UNION SELECT relid FROM pg_partition_tree(?::regclass))
              AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            """;

    private final Connection connection;
    private final TableShape shape;

    private SourceTable(Connection connection, TableShape shape) {
        this.connection = connection;
        this.shape = shape;
    }

    /**
     * Connects.
     *
     * @param table the table's name, with its schema or without, as in SQL
     * @throws AuditDbException {@code DATABASE_UNAVAILABLE}, or as {@link TableShape#of}
     */
    public static SourceTable open(DatabaseAddress address, String table) {
        var source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("audit-db import-table");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        try {
            Connection connection = source.getConnection();
            try {
                return open(connection, table);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static SourceTable open(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = on");
            statement.execute("SET TIME ZONE 'UTC'"); // or times would be written in that of this machine
            // along the index, a page costs a page; statistics that are old may make the planner sort the whole table
            statement.execute("SET enable_sort = off; SET enable_seqscan = off; SET enable_bitmapscan = off");
            try (ResultSet standby = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                standby.next();
                if (standby.getBoolean(1)) {
                    throw new AuditDbException(
                            StandardErrorCode.INVALID_REQUEST,
                            "The source is a standby, on which nobody sees who still writes to the table; name the"
                                    + " primary");
                }
            }
        }
        TableShape shape = TableShape.of(connection, table);
        connection.setAutoCommit(false);
        return new SourceTable(connection, shape);
    }

    /** Returns schema and table. */
    public String name() {
        return shape.name();
    }

    /** Returns the names of the columns. */
    public Set<String> columns() {
        return shape.columns().keySet();
    }

    TableShape shape() {
        return shape;
    }

    /**
     * Returns the number up to which the table is complete: no row with a smaller one will come any more. Numbers are
     * drawn in order, but committed in any; so this waits for those who write at this moment.
     *
     * @param patience how long they may take
     * @return {@link Long#MIN_VALUE} when the table is empty
     * @throws AuditDbException {@code TIMEOUT} when somebody writes for longer
     */
    long horizon(Duration patience) {
        try {
            long newest = newest();
            Set<String> writers = writers();
            long deadline = System.nanoTime() + patience.toNanos();
            while (!writers.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new AuditDbException(
                            StandardErrorCode.TIMEOUT,
                            writers.size() + " transactions that write to " + name() + " have not ended within "
                                    + patience.toSeconds() + "s (--writer-wait); rows of theirs would be missed");
                }
                Thread.sleep(PAUSE_MILLIS);
                writers.retainAll(writers());
            }
            return newest;
        } catch (SQLException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "Interrupted while waiting for writers", e);
        }
    }

    private long newest() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("SELECT max(id) FROM " + name())) {
            newest.next();
            long number = newest.getLong(1);
            return newest.wasNull() ? Long.MIN_VALUE : number;
        } finally {
            connection.rollback();
        }
    }

    private Set<String> writers() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITERS)) {
            statement.setString(1, name());
            statement.setString(2, name());
            var writers = new TreeSet<String>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    writers.add(row.getString(1));
                }
            }
            return writers;
        } finally {
            connection.rollback();
        }
    }

    /**
     * Returns the next rows, in order.
     *
     * @param after the number of the row before
     * @param upTo the number of the last row wanted
     * @param maxRows how many at most
     * @param maxChars the rows end with the one that makes them longer than this
     */
    List<SourceRow> rows(long after, long upTo, int maxRows, long maxChars, RowMapper mapper) {
        // as text, because the json of a column of the type json need not be what jsonb accepts
        String sql = "SELECT source_row.id, to_json(source_row)::text FROM " + name() + " AS source_row"
                + " WHERE source_row.id > ? AND source_row.id <= ? ORDER BY source_row.id LIMIT ?";
        var rows = new ArrayList<SourceRow>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setLong(2, upTo);
            statement.setInt(3, maxRows);
            statement.setFetchSize(FETCHED_TOGETHER);
            long chars = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (chars < maxChars && row.next()) {
                    SourceRow mapped = mapper.map(row.getLong(1), row.getString(2));
                    chars += mapped.record().length();
                    rows.add(mapped);
                }
            }
            connection.rollback();
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static AuditDbException failed(SQLException e) {
        AuditDbException handled = new SqlErrors().handle(e);
        return new AuditDbException(
                handled.code(),
                "Cannot read the source. " + handled.getMessage(),
                handled.retryAfter().orElse(null),
                e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
