package io.auditdb.benchmarks;

import io.auditdb.api.json.Json;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The place of one run: a server with the platform's durable settings, and a directory for files. For one thread. */
public final class Bench implements AutoCloseable {
    /** What any administrator would raise first; the same for the platform and its peers. */
    public static final Map<String, String> SERVER = Map.of("shared_buffers", "1GB", "max_wal_size", "8GB");

    private static final List<String> SHOWN = List.of(
            "server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size");

    private final TestingPostgres server = TestingPostgres.start(SERVER);
    private final Path directory;
    private final Json json = new StrictJson();
    private final boolean quick;
    private final Instant now = Instant.now();

    /** Starts a server. */
    public Bench(boolean quick) {
        this.quick = quick;
        try {
            this.directory = Files.createTempDirectory("audit-db-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a run with less data is wanted. */
    public boolean quick() {
        return quick;
    }

    /** Returns how JSON is written. */
    public Json json() {
        return json;
    }

    /** Returns the directory for files, which goes with the run. */
    public Path directory() {
        return directory;
    }

    /** Returns so many events of the last sixty days. */
    public HealthEvents events(long seed, long total) {
        return new HealthEvents(seed, now, 60, total);
    }

    /** Brings server and heap to rest before a measurement, so that none pays for what was prepared for it. */
    public void rest(TestingAuditDb audit) throws SQLException {
        System.gc();
        audit.postgres().execute("CHECKPOINT");
    }

    /** Opens the platform on an empty database of its own. */
    public TestingAuditDb open(Map<String, ?> settings) {
        TestingAuditDb audit = TestingAuditDb.closed(server.createDatabase(), settings);
        audit.start();
        return audit;
    }

    /** Returns how a superuser gets into the server. */
    public DatabaseAddress server() {
        return server.address();
    }

    /** Makes an empty database, which the caller closes. */
    public TestingDatabase createDatabase() {
        return server.createDatabase();
    }

    /** Returns what the figures depend on, to go with each row. */
    public Map<String, Object> settings() {
        return settings(server);
    }

    /** Returns what the figures depend on that were taken on another server. */
    public Map<String, Object> settings(TestingPostgres other) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("size", quick ? "quick" : "full");
        settings.put("cores", Runtime.getRuntime().availableProcessors());
        settings.put("java", Runtime.version().feature());
        settings.put("heapMB", Runtime.getRuntime().maxMemory() >> 20);
        settings.put("gc", ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
        try (var database = other.createDatabase();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            for (String name : SHOWN) {
                try (var result = statement.executeQuery("SHOW " + name)) {
                    result.next();
                    settings.put(name, result.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return settings;
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
