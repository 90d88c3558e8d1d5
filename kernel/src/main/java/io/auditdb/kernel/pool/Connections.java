package io.auditdb.kernel.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one pool, which HikariCP keeps, as many as it is sized to. Safe for use by many threads. */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final OpeningSource server;
    private final HikariDataSource source;
    private volatile boolean shrinking;

    /** As many as the bounds allow; it connects when somebody wants a connection, or soon after if it is to be warm. */
    Connections(String name, OpeningSource server, PoolBounds bounds, PoolSettings settings) {
        this.server = server;
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(server);
        config.setConnectionTimeout(settings.acquireTimeout().toMillis());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setMaximumPoolSize(bounds.max());
        config.setMinimumIdle(bounds.warm() ? Math.min(settings.min(), bounds.max()) : 0);
        this.source = new HikariDataSource(config);
    }

    String name() {
        return source.getPoolName();
    }

    /** Returns how many there may be now. */
    int size() {
        return source.getMaximumPoolSize();
    }

    int idle() {
        return bean().map(HikariPoolMXBean::getIdleConnections).orElse(0);
    }

    private int open() {
        return bean().map(HikariPoolMXBean::getTotalConnections).orElse(0);
    }

    /** Empty before somebody has wanted a connection. */
    private Optional<HikariPoolMXBean> bean() {
        return Optional.ofNullable(source.getHikariPoolMXBean());
    }

    /** Returns how many count as taken: those that may be opened, or more while some are still to be closed. */
    int claims() {
        return Math.max(size(), open());
    }

    void adjust(PoolSettings settings) {
        source.setConnectionTimeout(settings.acquireTimeout().toMillis());
        if (source.getIdleTimeout() != settings.idleTimeout().toMillis()) { // it warns where there is nothing to idle
            source.setIdleTimeout(settings.idleTimeout().toMillis());
        }
    }

    /** Takes one; what was being opened while all were given up is not among the idle ones then, but later. */
    Connection take() throws SQLException {
        Connection connection = ofPool();
        while (!server.isCurrent(connection.unwrap(Connection.class))) {
            giveBack(connection, false);
            connection = ofPool();
        }
        return connection;
    }

    /** The pool itself does not know why there was none. */
    private Connection ofPool() throws SQLException {
        try {
            return source.getConnection();
        } catch (SQLTransientConnectionException e) {
            SQLException failure = server.failure();
            if (failure == null) {
                throw e;
            }
            throw new SQLTransientConnectionException(e.getMessage(), failure.getSQLState(), failure);
        }
    }

    /** Gives one back, or up when there are too many, or it is not to be used again. */
    void giveBack(Connection connection, boolean usable) throws SQLException {
        if (!usable || isSurplus()) {
            source.evictConnection(connection);
        }
        connection.close();
    }

    /** Sizes it before anybody uses it. */
    void begin(int size) {
        source.setMinimumIdle(Math.min(source.getMinimumIdle(), size));
        source.setMaximumPoolSize(size);
    }

    /** Makes it larger or smaller, and keeps so many open if it is to be warm; those in use go when they come back. */
    void resize(int from, int to, boolean warm) {
        source.setMaximumPoolSize(to);
        if (warm) {
            source.setMinimumIdle(to);
        }
        shrinking = to < from;
    }

    /** HikariCP closes nothing by itself when it is told to be smaller, or everything. */
    void trim() {
        while (isSurplus() && idle() > 0) {
            try (Connection connection = source.getConnection()) {
                source.evictConnection(connection);
            } catch (SQLException e) {
                LOG.debug("The pool {} could not give up a connection", name(), e);
                return;
            }
        }
    }

    private boolean isSurplus() {
        if (shrinking && open() <= size()) {
            shrinking = false;
        }
        return shrinking;
    }

    /** Gives up the idle ones; those in use go when they come back. */
    void renew() {
        server.renew();
        bean().ifPresent(HikariPoolMXBean::softEvictConnections);
    }

    @Override
    public void close() {
        source.close();
    }
}
