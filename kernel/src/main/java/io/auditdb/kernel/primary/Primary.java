package io.auditdb.kernel.primary;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that is the primary now. Every session on it begins here, and none does before the server has said that it is
 * no standby and writes on the timeline that is expected of it; when another takes its place, all of them end. Safe for use
 * by many threads.
 */
public final class Primary {
    private static final Logger LOG = LoggerFactory.getLogger(Primary.class);
    /** As when a server rejects a connection. */
    private static final String REJECTED = "08004";

    private final PrimaryFile memory;
    private final Map<PGConnection, Term> sessions = Collections.synchronizedMap(new WeakHashMap<>());
    private final List<Consumer<Move>> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable suspicion = () -> {};
    private volatile Move last;
    private volatile Term term;

    /** {@code start} tells which server was the primary before, and which one is. */
    Primary(Move start, PrimaryFile memory) {
        this.last = start;
        this.term = start.after();
        this.memory = memory;
    }

    /**
     * That another server has become the primary.
     *
     * @param before who was it
     * @param after who is it
     * @param replayed what was committed before and lies below this position of the write-ahead log, is there; 0 when that
     *     is not known
     */
    public record Move(Term before, Term after, long replayed) {}

    /** Returns which one it is. */
    public Term term() {
        return term;
    }

    /** Returns which database it is. */
    public DatabaseIdentity identity() {
        return term.identity();
    }

    /** Returns how it became the primary. */
    public Move last() {
        return last;
    }

    /** Returns which database a session is on, or was. */
    public DatabaseIdentity identity(Connection connection) throws SQLException {
        return sessions.getOrDefault(connection.unwrap(PGConnection.class), term)
                .identity();
    }

    /**
     * Opens a session, in autocommit; the caller closes it.
     *
     * @param role gives the address for a role from that of the role which provisions
     * @param further properties of the driver
     * @throws SQLTransientConnectionException also when the server is not the primary any more
     */
    public Connection connect(UnaryOperator<DatabaseAddress> role, Properties further) throws SQLException {
        Term now = term;
        Connection connection = Connector.connect(role.apply(now.place().admin()), further);
        try {
            admit(connection, now);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void admit(Connection connection, Term now) throws SQLException {
        Look.Self self = Look.Self.of(connection);
        if (self.standby() || !self.identity().equals(now.identity())) {
            suspicion.run();
            throw new SQLTransientConnectionException(
                    now.place()
                            + (self.standby()
                                    ? " is a standby"
                                    : " is on timeline " + self.identity().timeline() + " and not on "
                                            + now.identity().timeline()),
                    REJECTED);
        }
        sessions.put(connection.unwrap(PGConnection.class), now);
        if (!term.equals(now)) { // replaced in this moment, and its sessions ended
            throw new SQLTransientConnectionException(now.place() + " is not the primary any more", REJECTED);
        }
    }

    /** Has somebody told, in the thread that searches, when another server has become the primary. */
    public void onMove(Consumer<Move> listener) {
        listeners.add(listener);
    }

    /** Has somebody told that the server seems not to be the primary any more; it must not wait. */
    void onSuspicion(Runnable listener) {
        suspicion = listener;
    }

    /** Ends all sessions on the server that was the primary, whatever they wait for, and tells everybody. */
    void move(Term next, long replayed) throws IOException {
        memory.write(next);
        Term before = term;
        var move = new Move(before, next, replayed);
        last = move;
        term = next;
        end(before);
        for (Consumer<Move> listener : listeners) {
            try {
                listener.accept(move);
            } catch (RuntimeException e) {
                LOG.error("Not everything follows the new primary", e);
            }
        }
    }

    private void end(Term before) {
        List<PGConnection> ended = new ArrayList<>();
        synchronized (sessions) {
            sessions.forEach((session, of) -> {
                if (of.equals(before)) {
                    ended.add(session);
                }
            });
        }
        for (PGConnection session : ended) {
            try {
                ((Connection) session).abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A session is gone already", e);
            }
        }
    }
}
