package io.auditdb.kernel.store;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.primary.Connector;
import io.auditdb.kernel.primary.Primary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Sessions of the writing role that hold locks, and that the database therefore ends when the other side falls silent. A
 * process that was stopped keeps its connections, so nothing else would. Safe for use by many threads.
 */
final class Sessions {
    private static final String STALLED = """
            SELECT count(pg_terminate_backend(pid))
            FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND state = 'active'
              AND wait_event = 'ClientRead' AND query_start < now() - make_interval(secs => ?)
            """;

    private final Primary primary;
    private final Roles roles;
    private final DatabaseSettings settings;

    Sessions(Primary primary, Roles roles, DatabaseSettings settings) {
        this.primary = primary;
        this.roles = roles;
        this.settings = settings;
    }

    Connection openBatchWriter() throws SQLException {
        long stall = settings.stallTimeout().toMillis();
        return open("-c idle_in_transaction_session_timeout=" + stall + " -c tcp_user_timeout=" + stall);
    }

    Connection openLeased(Duration lease) throws SQLException {
        long millis = lease.toMillis();
        return open("-c idle_session_timeout=" + millis + " -c idle_in_transaction_session_timeout=" + millis
                + " -c tcp_user_timeout=" + millis);
    }

    /** For one who asks the same few questions all the time, each of which an index answers. */
    Connection openReader(Duration timeout) throws SQLException {
        String options = "-c default_transaction_read_only=on -c statement_timeout=" + timeout.toMillis()
                // a plan for any values takes a third of a table for what an index has a row or two of
                + " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off";
        return open(options, timeout.plusSeconds(1)); // the driver counts in seconds
    }

    /** For one who asks whether the primary is there. */
    Connection openProbe(Duration timeout) throws SQLException {
        return limit(primary.connect(roles::writer, probing(timeout)), timeout);
    }

    /** For one who asks whether another server is there. */
    Connection openProbe(DatabaseAddress at, Duration timeout) throws SQLException {
        return limit(Connector.connect(at, probing(timeout)), timeout);
    }

    private static Properties probing(Duration timeout) {
        String seconds = Long.toString(Math.max(1, timeout.toSeconds())); // the driver counts in seconds
        var properties = new Properties();
        properties.setProperty(
                "options", "-c default_transaction_read_only=on -c statement_timeout=" + timeout.toMillis());
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return properties;
    }

    private static Connection limit(Connection connection, Duration timeout) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) timeout.toMillis());
        return connection;
    }

    private Connection open(String options) throws SQLException {
        return open(options, settings.answerTimeout());
    }

    private Connection open(String options, Duration answerTimeout) throws SQLException {
        var properties = new Properties();
        properties.setProperty("options", options);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketTimeout", Long.toString(answerTimeout.toSeconds()));
        return primary.connect(roles::writer, properties);
    }

    /** No timeout of the database applies between the messages of a COPY. */
    int endStalled(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STALLED)) {
            statement.setDouble(1, settings.stallTimeout().toMillis() / 1000.0);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
