package io.auditdb.plugin.embeddedpostgres;

import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plugin, started on a directory as the host would. */
final class StartedPlugin implements AutoCloseable {
    private final EmbeddedPostgresPlugin plugin = new EmbeddedPostgresPlugin();

    StartedPlugin(Path directory) throws Exception {
        this(directory, settings(Map.of()));
    }

    StartedPlugin(Path directory, EmbeddedPostgresSettings settings) throws Exception {
        try {
            plugin.start(new Context(directory, settings));
        } catch (Exception e) {
            plugin.close();
            throw e;
        }
    }

    static EmbeddedPostgresSettings settings(Map<String, String> parameters) {
        return settings(0, Optional.empty(), parameters);
    }

    static EmbeddedPostgresSettings settings(int port, Optional<String> user, Map<String, String> parameters) {
        return new EmbeddedPostgresSettings(
                port,
                Optional.empty(),
                Optional.of(SharedBinaries.directory()),
                user,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMillis(20),
                3,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMinutes(1),
                parameters);
    }

    EmbeddedPostgresPlugin plugin() {
        return plugin;
    }

    DatabaseAddress address() {
        return plugin.databases().get(0).address();
    }

    Connection connect() throws SQLException {
        DatabaseAddress address = address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    void tell(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws Exception {
        plugin.close();
    }

    private record Context(Path directory, EmbeddedPostgresSettings configured) implements PluginContext {
        @Override
        public String name() {
            return "embedded-postgres";
        }

        @Override
        public <R extends Record> R settings(Class<R> type) {
            return type.cast(configured);
        }

        @Override
        public <S> S service(Class<S> type) {
            throw new UnsupportedOperationException("no service is needed");
        }

        @Override
        public <E> Set<E> extensions(Class<E> type) {
            throw new UnsupportedOperationException("no extension is needed");
        }

        @Override
        public Optional<byte[]> inherited() {
            return Optional.empty();
        }
    }
}
