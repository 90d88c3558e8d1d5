package io.auditdb.kernel.pool;

import io.auditdb.api.storage.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the server end statements that run longer than their lane allows. Where a lane is as the session was opened nothing
 * is said, so those who are in a hurry pay nothing for it.
 */
final class LaneTimeouts {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTimeouts.class);

    private volatile Timeouts timeouts;

    LaneTimeouts(Map<Lane, Duration> ofLanes) {
        this.timeouts = new Timeouts(ofLanes, null);
    }

    /** {@code others} is null while it is what the pool was made with. */
    private record Timeouts(Map<Lane, Duration> ofLanes, Duration others) {}

    void adjust(Map<Lane, Duration> ofLanes, Duration others) {
        timeouts = new Timeouts(ofLanes, others);
    }

    void set(Connection connection, Lane lane) throws SQLException {
        Timeouts now = timeouts;
        Duration timeout = now.ofLanes().get(lane);
        if (timeout != null) {
            execute(connection, "SET statement_timeout = " + timeout.toMillis());
            limitSilence(connection, timeout);
        } else if (now.others() != null) {
            limitSilence(connection, now.others()); // the pool knows of no other than that of its first session
        }
    }

    /** Otherwise the driver gives up what the server lets run; the pool takes it back by itself. */
    private static void limitSilence(Connection connection, Duration timeout) throws SQLException {
        long millis = timeout.plus(ConnectionPool.SILENCE).toMillis();
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(millis, Integer.MAX_VALUE));
    }

    /** Returns whether the connection is again as it was. */
    boolean reset(Connection connection, Lane lane) {
        if (!timeouts.ofLanes().containsKey(lane)) {
            return true;
        }
        try {
            if (!connection.getAutoCommit()) { // what is said in a transaction may go with it
                connection.rollback();
                connection.setAutoCommit(true);
            }
            execute(connection, "RESET statement_timeout");
            return true;
        } catch (SQLException e) {
            LOG.debug("A connection is given up, because it could not be put back in order", e);
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
