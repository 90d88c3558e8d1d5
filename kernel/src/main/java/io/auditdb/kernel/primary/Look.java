package io.auditdb.kernel.primary;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a server says of itself.
 *
 * @param place where it is
 * @param standby whether it is one
 * @param identity its timeline is 0 while it is a standby
 * @param lacks how many leaves the newest published checkpoint covers, when the server does not hold it; 0 when it does
 * @param leaves how many leaves the newest checkpoint covers that the server does hold
 * @param replayed up to where it had replayed the log of another primary before it became one; 0 when it never did
 */
record Look(Place place, boolean standby, DatabaseIdentity identity, long lacks, long leaves, long replayed) {
    private static final String SELF = """
            SELECT pg_is_in_recovery(), system_identifier::text,
                   -- the timeline of the last checkpoint would be an old one right after a promotion
                   CASE WHEN pg_is_in_recovery() THEN 0
                        ELSE ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int END,
                   coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)
            FROM pg_control_system()
            """;

    /** Whether it is a standby, and which database it is. */
    record Self(boolean standby, DatabaseIdentity identity, long replayed) {
        static Self of(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SELF)) {
                row.next();
                return new Self(
                        row.getBoolean(1), new DatabaseIdentity(row.getString(2), row.getInt(3)), row.getLong(4));
            }
        }
    }

    /** Asks a server; {@code newest} is the checkpoint that it should hold, or null. */
    static Look at(Place place, Connection connection, PublishedLog.Head newest) throws SQLException {
        Self self = Self.of(connection);
        boolean asked = !self.standby() && hasLog(connection);
        long leaves = asked ? leaves(connection) : 0;
        boolean holds = newest == null || (asked && holds(connection, newest));
        return new Look(place, self.standby(), self.identity(), holds ? 0 : newest.size(), leaves, self.replayed());
    }

    boolean holdsPublished() {
        return lacks == 0;
    }

    private static boolean hasLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('public.ledger_checkpoint') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static long leaves(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(size), 0) FROM ledger_checkpoint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean holds(Connection connection, PublishedLog.Head newest) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM ledger_checkpoint WHERE size = ? AND root = ?")) {
            statement.setLong(1, newest.size());
            statement.setBytes(2, newest.root());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
