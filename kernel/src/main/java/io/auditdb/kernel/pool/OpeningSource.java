package io.auditdb.kernel.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens a connection to wherever it has to go now, and does not give up while the other side is away: a pool would ask again
 * at growing intervals, up to ten seconds, also after it is back. Those who wait for the pool do not wait for that. Safe for
 * use by many threads.
 */
public final class OpeningSource extends PlainDataSource {
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Opening opening;
    private final AtomicInteger generation = new AtomicInteger();
    private final Map<Connection, Integer> born = Collections.synchronizedMap(new WeakHashMap<>());
    private volatile SQLException failure;

    /** Opens one connection. */
    @FunctionalInterface
    public interface Opening {
        Connection open() throws SQLException;
    }

    public OpeningSource(Opening opening) {
        this.opening = opening;
    }

    @Override
    public Connection getConnection() throws SQLException {
        for (long pause = SHORTEST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                int began = generation.get();
                Connection connection = opening.open();
                born.put(connection, began);
                failure = null;
                return connection;
            } catch (SQLException e) {
                failure = e;
                if (!(e instanceof SQLTransientConnectionException)) {
                    throw e; // refused for good
                }
            }
            rest(pause);
        }
    }

    private void rest(long millis) throws SQLException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("the pool is closed", "57P01", e);
        }
    }

    /** From now on, connections that were opened before, or are being opened, are not {@linkplain #isCurrent current}. */
    void renew() {
        generation.incrementAndGet();
    }

    boolean isCurrent(Connection connection) {
        return born.getOrDefault(connection, -1) == generation.get();
    }

    /** Returns why there was no connection when one was wanted last; null when there was one. */
    SQLException failure() {
        return failure;
    }

    /** Whoever opens them has a limit of his own. */
    @Override
    public void setLoginTimeout(int seconds) {}
}
