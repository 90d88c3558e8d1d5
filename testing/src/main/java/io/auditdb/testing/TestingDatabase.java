package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** An empty database of its own for a test class; dropped on close, with whoever is still connected to it. */
public final class TestingDatabase implements AutoCloseable {
    private final DatabaseAddress server;
    private final DatabaseAddress address;

    private TestingDatabase(DatabaseAddress server, DatabaseAddress address) {
        this.server = server;
        this.address = address;
    }

    static TestingDatabase create(DatabaseAddress server) throws SQLException {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (var session = Session.open(server)) {
            session.execute("CREATE DATABASE " + name);
        }
        return new TestingDatabase(
                server,
                new DatabaseAddress(
                        server.host(), server.port(), name, server.user(), server.password(), server.parameters()));
    }

    /** Returns the same as the URL that {@code database.url} takes, the password included. */
    public String url() {
        DatabaseAddress address = address();
        return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":" + address.port()
                + "/" + address.database();
    }

    /** Returns how a superuser gets in. */
    public DatabaseAddress address() {
        return address;
    }

    /** Connects as superuser; the caller closes the connection. */
    public Connection connect() throws SQLException {
        return Session.connect(address);
    }

    /** Runs statements as superuser that return nothing, each committed for itself. */
    public void execute(String... statements) throws SQLException {
        try (var session = Session.open(address)) {
            for (String statement : statements) {
                session.execute(requireNonNull(statement, "statement is null"));
            }
        }
    }

    /** Drops the database, and the roles that carry its name. */
    @Override
    public void close() throws SQLException {
        try (var session = Session.open(server)) {
            session.execute("DROP DATABASE IF EXISTS " + address.database() + " WITH (FORCE)");
            for (String role : session.query(
                    "SELECT quote_ident(rolname) FROM pg_roles WHERE strpos(rolname, ?) > 0", address.database())) {
                session.execute("DROP ROLE " + role);
            }
        }
    }
}
