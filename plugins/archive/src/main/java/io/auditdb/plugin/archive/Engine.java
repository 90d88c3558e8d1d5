package io.auditdb.plugin.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * DuckDB within bounds: so much memory, so many threads and readers, files of these directories only, and nothing that
 * would have to be downloaded. Safe for use by many threads.
 */
final class Engine implements AutoCloseable {
    private final ArchiveSettings settings;
    private final DuckDBConnection root;
    private final Semaphore turns;

    Engine(ArchiveSettings settings, Path scratch, List<Path> directories) throws SQLException {
        this.settings = settings;
        this.turns = new Semaphore(settings.readers());
        // not through DriverManager, which would keep the driver of whoever asked first
        var properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        this.root = (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", properties);
        NativeLibrary.removeFile();
        try (Statement statement = root.createStatement()) {
            configure(statement, scratch, directories);
        } catch (SQLException e) {
            root.close();
            throw e;
        }
    }

    private void configure(Statement statement, Path scratch, List<Path> directories) throws SQLException {
        statement.execute("SET autoinstall_known_extensions = false");
        statement.execute("SET autoload_known_extensions = false");
        statement.execute("SET memory_limit = '" + settings.memoryLimit().bytes() + " bytes'");
        statement.execute("SET threads = " + settings.threads());
        statement.execute(
                "SET temp_directory = " + literal(scratch.resolve("spill").toString()));
        statement.execute(
                "SET max_temp_directory_size = '" + settings.scratchLimit().bytes() + " bytes'");
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET allowed_directories = ["
                + directories.stream()
                        .map(directory -> literal(directory + "/"))
                        .collect(Collectors.joining(", "))
                + "]");
        statement.execute("SET enable_external_access = false");
        statement.execute("SET lock_configuration = true");
    }

    /** A setting and the place of a file cannot be parameters. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Returns a connection, when it is this reader's turn; it is given back by closing it. */
    Turn turn() {
        try {
            if (!turns.tryAcquire(settings.readerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Failures.unavailable(
                        "All " + settings.readers() + " readers of archives are busy (plugins.archive.readers)", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
        try {
            return new Turn(root.duplicate());
        } catch (SQLException e) {
            turns.release();
            throw Failures.unavailable("DuckDB cannot be used", e);
        }
    }

    /** A connection for a while. For one thread. */
    final class Turn implements AutoCloseable {
        private final DuckDBConnection connection;

        private Turn(DuckDBConnection connection) {
            this.connection = connection;
        }

        DuckDBConnection connection() {
            return connection;
        }

        void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw Failures.unavailable("DuckDB cannot be used", e);
            } finally {
                turns.release();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        root.close();
    }
}
