package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

/**
 * Where a PostgreSQL database is, and how to get in.
 *
 * @param host the host name or address
 * @param port the port
 * @param database the name of the database
 * @param user a role that may create roles and owns the database
 * @param password its password; empty when the server asks for none
 * @param parameters further JDBC parameters as {@code name=value&name=value}; empty for none
 */
public record DatabaseAddress(String host, int port, String database, String user, String password, String parameters) {
    /** Checks that the parts are there. */
    public DatabaseAddress {
        requireNonNull(host, "host is null");
        requireNonNull(database, "database is null");
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
        requireNonNull(parameters, "parameters is null");
    }

    /** Returns the same place for another role. */
    public DatabaseAddress as(String otherUser, String otherPassword) {
        return new DatabaseAddress(host, port, database, otherUser, otherPassword, parameters);
    }

    /** Returns the JDBC URL, without user and password. */
    public String jdbcUrl() {
        String place = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + place + ":" + port + "/" + database
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** Returns everything but the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
