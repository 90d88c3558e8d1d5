package io.auditdb.kernel.replica;

import io.auditdb.kernel.pool.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/**
 * A connection to a replica for one query, and the proof of how much that replica shows. The proof is made on this very
 * connection: it outlives no restart of the server, after which less may be replayed than before, and what is replayed only
 * grows while it lasts. For one thread, except {@link #abort}.
 */
final class Reading implements AutoCloseable {
    private static final String REPLAYED =
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END";
    private static final long SHORTEST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final Lease lease;
    private final Connection connection;
    private final Proofs proofs;
    private final Consumer<Reading> end;
    private long replayed;

    Reading(Lease lease, Proofs proofs, Consumer<Reading> end) {
        this.lease = lease;
        this.connection = lease.connection();
        this.proofs = proofs;
        this.end = end;
    }

    /** What connections of a pool were last seen to show. Safe for use by many threads. */
    static final class Proofs {
        private final Map<PGConnection, Long> replayed = Collections.synchronizedMap(new WeakHashMap<>());

        long of(Connection connection) throws SQLException {
            return replayed.getOrDefault(connection.unwrap(PGConnection.class), 0L);
        }

        void put(Connection connection, long position) throws SQLException {
            replayed.put(connection.unwrap(PGConnection.class), position);
        }
    }

    Connection connection() {
        return connection;
    }

    /** Returns the position up to which this replica was seen to show everything; 0 when it was not looked at. */
    long replayed() {
        return replayed;
    }

    /**
     * Waits until this replica shows everything up to a position.
     *
     * @param deadline until when, in nanoseconds of {@link System#nanoTime()}
     * @return whether it does
     */
    boolean reaches(long position, long deadline) throws SQLException {
        replayed = proofs.of(connection);
        if (replayed >= position) {
            return true;
        }
        long pause = SHORTEST_PAUSE_NANOS;
        look();
        while (replayed < position && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(pause);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            look();
        }
        return replayed >= position;
    }

    /** Looks how much this replica shows now. */
    void look() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLAYED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            replayed = row.getLong(1);
            if (row.wasNull()) {
                throw new SQLException("not a standby any more", "57P04");
            }
        }
        proofs.put(connection, replayed);
    }

    /** Breaks the connection under whoever waits for an answer. */
    void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        end.accept(this);
        lease.close();
    }
}
