package io.auditdb.platform;

import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server of its own that can be harmed, with few connections. For one thread. */
final class FaultyPrimary implements AutoCloseable {
    private static final int CONNECTIONS = 40;

    private final TestingPostgres server;
    private final List<Connection> taken = new ArrayList<>();

    private FaultyPrimary(TestingPostgres server) {
        this.server = server;
    }

    static FaultyPrimary start() {
        return new FaultyPrimary(TestingPostgres.startEmbedded(Map.of(
                "max_connections",
                Integer.toString(CONNECTIONS),
                "deadlock_timeout",
                "100ms",
                "superuser_reserved_connections",
                "2")));
    }

    TestingPostgres server() {
        return server;
    }

    /** Kills it with all its processes; returns when it has started again by itself. */
    void restart() {
        server.kill();
    }

    /** Stops all its processes where they are, and returns what lets them go on. */
    AutoCloseable pause() throws SQLException, IOException, InterruptedException {
        ProcessHandle postmaster = ProcessHandle.of(
                        Long.parseLong(ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")))
                .orElseThrow();
        signal("STOP", postmaster);
        return () -> signal("CONT", postmaster);
    }

    private static void signal(String name, ProcessHandle postmaster) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Takes every connection there is, those kept for superusers aside. */
    void takeConnections() throws SQLException {
        var role = server.address();
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                taken.add(DriverManager.getConnection(role.jdbcUrl(), role.user(), role.password()));
            } catch (SQLException e) {
                if (!"53300".equals(e.getSQLState())) {
                    throw e;
                }
                return;
            }
        }
    }

    void giveConnectionsBack() throws SQLException {
        for (Connection connection : taken) {
            connection.close();
        }
        taken.clear();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> ask("SELECT count(*) < " + CONNECTIONS / 2 + " FROM pg_stat_activity")
                        .equals("t"));
    }

    /** Runs statements as superuser in the server's own database. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        var address = server.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    @Override
    public void close() throws IOException, SQLException {
        giveConnectionsBack();
        server.close();
    }
}
