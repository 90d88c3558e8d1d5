package io.auditdb.kernel.primary;

import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Properties;

/** Makes connections to PostgreSQL. Keeps no state. */
public final class Connector {
    /** Also when the other side accepts a connection and then says nothing. */
    private static final String LOGIN_SECONDS = "5";

    private Connector() {}

    /** Connects, in autocommit; the caller closes it. */
    public static Connection connect(DatabaseAddress address) throws SQLException {
        return connect(address, new Properties());
    }

    /** Connects with further properties of the driver. */
    public static Connection connect(DatabaseAddress address, Properties further) throws SQLException {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "audit-db");
        properties.setProperty("connectTimeout", LOGIN_SECONDS);
        properties.setProperty("loginTimeout", LOGIN_SECONDS);
        properties.putAll(further);
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        try {
            return DriverManager.getConnection(address.jdbcUrl(), properties);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                throw e; // refused for good: a wrong password, or not allowed in
            }
            throw new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e);
        }
    }
}
