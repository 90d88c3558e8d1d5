package io.auditdb.kernel.change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads what has come to be seen since a snapshot. For one thread. */
final class FeedReader implements AutoCloseable {
    private static final String TIMELINE = "SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";

    private static final String HORIZON = "SELECT pruned::text FROM event_change_horizon";

    /**
     * All in one statement, which sees one state. The end of the log is asked for after that: whatever can be seen was
     * committed below it, flushed or not. Where the next record would begin behind a page's header, the last one ended
     * before that header, and a replica that has replayed it says so.
     */
    private static final String CHANGES = """
            SELECT s.now::text, h.pruned::text, c.touched,
                   s.log - CASE WHEN s.log % 8192 IN (24, 40) THEN s.log % 8192 ELSE 0 END
            FROM (SELECT pg_current_snapshot() AS now, pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS log) s
            CROSS JOIN event_change_horizon h
            LEFT JOIN (
              (SELECT touched FROM event_change WHERE xid >= ?::xid8 LIMIT ?)
              UNION ALL
              SELECT touched FROM event_change WHERE xid = ANY (?::xid8[])
            ) c ON true
            """;

    private final Connection connection;
    private final PreparedStatement changes;
    private Seen last = new Seen("", Snapshot.NOTHING, "", Snapshot.NOTHING);
    private Snapshot asked;

    FeedReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.changes = connection.prepareStatement(CHANGES);
    }

    /** Returns in which history of the database this is. */
    String timeline() throws SQLException {
        return text(TIMELINE);
    }

    /** Returns the oldest snapshot since which everything is kept. */
    Snapshot oldest() throws SQLException {
        return new Snapshot(Long.parseLong(text(HORIZON)), new long[0]);
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * What was read.
     *
     * @param snapshot what could be seen
     * @param horizon what is older than this may be gone
     * @param log a position of the write-ahead log below which all of that was committed
     * @param changes what had come to be seen, in any order; at most as many as were asked for
     */
    record Read(Snapshot snapshot, Snapshot horizon, long log, List<byte[]> changes) {}

    /** The two as they were last read: most looks find them the same, and need not read them again. */
    private record Seen(String snapshotText, Snapshot snapshot, String horizonText, Snapshot horizon) {
        Seen next(String newSnapshot, String newHorizon) {
            if (newSnapshot.equals(snapshotText) && newHorizon.equals(horizonText)) {
                return this;
            }
            var oldest = new Snapshot(Long.parseLong(newHorizon), new long[0]);
            return new Seen(newSnapshot, Snapshot.parse(newSnapshot), newHorizon, oldest);
        }
    }

    Read read(Snapshot since, int limit) throws SQLException {
        ask(since, limit);
        try (ResultSet row = changes.executeQuery()) {
            row.next(); // there is always one
            last = last.next(row.getString(1), row.getString(2));
            long log = row.getLong(4);
            List<byte[]> found = new ArrayList<>();
            do {
                byte[] touched = row.getBytes(3);
                if (touched != null) {
                    found.add(touched);
                }
            } while (row.next());
            return new Read(last.snapshot(), last.horizon(), log, found);
        }
    }

    /** A statement keeps what it was given. */
    private void ask(Snapshot since, int limit) throws SQLException {
        if (!since.equals(asked)) {
            changes.setString(1, Long.toString(since.xmax()));
            changes.setInt(2, limit);
            changes.setString(3, since.inProgressText());
            asked = since;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
