package io.auditdb.testing;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The whole platform on an empty database of its own, for tests. For one thread, unless said otherwise. */
public final class TestingAuditDb implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 2_000_000; // whom it waits for needs the processor

    private final TestingDatabase database;
    private final Path var;
    private final Map<String, ?> settings;
    private AuditDb platform;

    private TestingAuditDb(TestingDatabase database, Path var, Map<String, ?> settings) {
        this.database = database;
        this.var = var;
        this.settings = settings;
    }

    /** Opens the platform without plugins. */
    public static TestingAuditDb open() {
        return open(Map.of());
    }

    /** Opens the platform with further settings, by key. */
    public static TestingAuditDb open(Map<String, ?> settings) {
        TestingAuditDb testing = closed(settings);
        testing.start();
        return testing;
    }

    /** Prepares database and directory; {@link #start} opens the platform. */
    public static TestingAuditDb closed(Map<String, ?> settings) {
        return closed(TestingPostgres.shared().createDatabase(), settings);
    }

    /** Prepares a directory; the database is an empty one that the caller has made, and dropped with the rest. */
    public static TestingAuditDb closed(TestingDatabase database, Map<String, ?> settings) {
        try {
            return new TestingAuditDb(database, Files.createTempDirectory("audit-db-test"), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the platform. */
    public void start() {
        platform = AuditDb.open(configuration(), var);
    }

    /** Closes the platform; database and directory stay. */
    public void stop() {
        if (platform != null) {
            platform.close();
            platform = null;
        }
    }

    /** Returns the same database and directory with other settings; {@link #start} opens the platform with them. */
    public TestingAuditDb with(Map<String, ?> others) {
        return new TestingAuditDb(database, var, others);
    }

    /** Returns what the platform is opened with. */
    public Configuration configuration() {
        Configuration.Builder builder =
                Configuration.builder().set("http.port", 0).set("database.url", database.url());
        settings.forEach(builder::set);
        return builder.build();
    }

    /** Returns the platform; while it is open. */
    public AuditDb platform() {
        return platform;
    }

    /** Returns the audit database, unrestricted. */
    public AuditDatabase database() {
        return platform.database();
    }

    /** Returns the ledger, unrestricted. */
    public Ledger ledger() {
        return platform.ledger();
    }

    /** Returns the PostgreSQL database behind it. */
    public TestingDatabase postgres() {
        return database;
    }

    /** Returns the directory that holds keys and state. */
    public Path var() {
        return var;
    }

    /** Runs a full verification. */
    public VerificationReport verify() {
        return ledger().verify(VerificationProgress.NONE);
    }

    /**
     * Waits until a checkpoint covers this many events.
     *
     * @throws IllegalStateException when that takes too long
     */
    public void awaitSealed(long size) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (ledger().checkpoint().map(it -> it.size() < size).orElse(size > 0)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("no checkpoint covers " + size + " events after " + PATIENCE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Closes the platform and deletes the directory; the database stays, for whoever stops its server. */
    public void leave() {
        stop();
        try (Stream<Path> files = Files.walk(var)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the platform, drops the database, deletes the directory. */
    @Override
    public void close() {
        stop();
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        leave();
    }
}
