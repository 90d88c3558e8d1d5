package io.auditdb.kernel.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Asks one server how far it is, on a connection of its own. For one thread. */
final class Probe implements AutoCloseable {
    private static final String PRIMARY = """
            SELECT pg_is_in_recovery(), 0, pg_current_wal_flush_lsn() - '0/0'::pg_lsn, system_identifier::text,
                   ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int, 0,
                   pg_postmaster_start_time()::text
            FROM pg_control_system()
            """;

    /**
     * Where nobody here may see what the receiver receives, the timeline of the last restart point has to do, which may be
     * minutes old.
     */
    private static final String REPLICA = """
            SELECT pg_is_in_recovery(), pg_last_wal_receive_lsn() - '0/0'::pg_lsn,
                   pg_last_wal_replay_lsn() - '0/0'::pg_lsn, s.system_identifier::text,
                   greatest(c.timeline_id, r.min_recovery_end_timeline, received_timeline()),
                   extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000,
                   pg_postmaster_start_time()::text
            FROM pg_control_system() s CROSS JOIN pg_control_checkpoint() c CROSS JOIN pg_control_recovery() r
            """;

    private final Callable<Connection> connections;
    private final String sql;
    private Connection connection;
    private PreparedStatement statement;
    /** Since when it runs; null when it was not asked yet. */
    private String started;
    /** The newest that it said since then: it does not go back, but says an older one while it receives nothing. */
    private int timeline;

    private Probe(Callable<Connection> connections, String sql) {
        this.connections = connections;
        this.sql = sql;
    }

    static Probe ofPrimary(Callable<Connection> connections) {
        return new Probe(connections, PRIMARY);
    }

    static Probe ofReplica(Callable<Connection> connections) {
        return new Probe(connections, REPLICA);
    }

    /**
     * What a server said.
     *
     * @param asked when it was asked, in nanoseconds of {@link System#nanoTime()}
     * @param took how long it took
     * @param standby whether it is one
     * @param received the end of the log that a standby has received; 0 when it has not received any since its start
     * @param position the end of the primary's log, or of what a standby has replayed
     * @param timeline of that
     * @param age of the last transaction that a standby has replayed, in milliseconds
     */
    record Answer(
            long asked,
            Duration took,
            boolean standby,
            long received,
            long position,
            String system,
            int timeline,
            long age) {
        /** By a standby's own account: what has replayed all that it received is not behind. */
        Duration ownLag() {
            return position >= received ? Duration.ZERO : Duration.ofMillis(Math.max(0, age));
        }
    }

    Answer ask() throws SQLException {
        long asked = System.nanoTime();
        if (connection == null) {
            connect();
            asked = System.nanoTime();
        }
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            timeline = timeline(row.getString(7), row.getInt(5));
            return new Answer(
                    asked,
                    Duration.ofNanos(System.nanoTime() - asked),
                    row.getBoolean(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getString(4),
                    timeline,
                    row.getLong(6));
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private int timeline(String start, int said) {
        if (!start.equals(started)) {
            started = start;
            return said;
        }
        return Math.max(timeline, said);
    }

    private void connect() throws SQLException {
        try {
            connection = connections.call();
            statement = connection.prepareStatement(sql);
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            Connection old = connection;
            connection = null;
            old.close();
        }
    }
}
