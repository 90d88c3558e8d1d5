package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server for tests. Safe for use by many threads.
 *
 * <p>Which one, in this order: the server that {@code AUDIT_DB_TEST_DATABASE_URL} names, in the environment or as a
 * system property; a container, when Docker answers at once and has the image {@code AUDIT_DB_TEST_IMAGE} (default
 * {@code postgres:18}) already, which is never downloaded; the embedded binaries otherwise.
 */
public final class TestingPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TestingPostgres.class);

    private final RunningServer server;

    private TestingPostgres(RunningServer server) {
        this.server = requireNonNull(server, "server is null");
    }

    /** Returns the server that all tests of this JVM share: started by the first call, stopped when the JVM ends. */
    public static TestingPostgres shared() {
        return Shared.SERVER;
    }

    /**
     * Starts a server of the caller's own, for tests that stop it or change its settings.
     *
     * @param parameters settings of postgresql.conf; heeded by embedded and container servers only
     */
    public static TestingPostgres start(Map<String, String> parameters) {
        long began = System.nanoTime();
        var server = new TestingPostgres(ServerChoice.fromEnvironment().start(parameters));
        log.info("Testing on {} after {} ms", server.server.description(), (System.nanoTime() - began) / 1_000_000);
        return server;
    }

    /**
     * Starts an embedded server of the caller's own, whatever the environment says, for tests that kill it.
     *
     * @param parameters settings of postgresql.conf
     */
    public static TestingPostgres startEmbedded(Map<String, String> parameters) {
        return new TestingPostgres(EmbeddedServer.start(parameters));
    }

    /**
     * Returns a server that runs already, and goes on running.
     *
     * @param url {@code postgresql://user:password@host:port/database}, of a superuser
     */
    public static TestingPostgres at(String url) {
        return new TestingPostgres(NamedServer.of(url));
    }

    /**
     * Kills an embedded server with all its processes at once, as a loss of power would. Returns when it has started
     * again by itself, on the same port.
     *
     * @throws IllegalStateException when it is not embedded, or does not come back
     */
    public void kill() {
        if (!(server instanceof EmbeddedServer embedded)) {
            throw new IllegalStateException(server.description() + " is not ours to kill");
        }
        try {
            embedded.kill();
        } catch (SQLException e) {
            throw new IllegalStateException(server.description() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + server.description(), e);
        }
    }

    /** Returns the superuser's address of the server's own database, which tests should leave alone. */
    public DatabaseAddress address() {
        return server.address();
    }

    /** Returns in words what kind of server it is. */
    public String description() {
        return server.description();
    }

    /** Makes an empty database, usually one per test class; closing it drops it. */
    public TestingDatabase createDatabase() {
        try {
            return TestingDatabase.create(server.address());
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a database on " + server.description(), e);
        }
    }

    /** Stops the server, unless it is one that was only named. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Starts a server with an empty database, prints how to get in, and waits to be ended. */
    public static void main(String[] arguments) throws InterruptedException {
        DatabaseAddress address = shared().createDatabase().address();
        System.out.printf(
                "postgresql://%s:%s@%s:%d/%s%n",
                address.user(), address.password(), address.host(), address.port(), address.database());
        new CountDownLatch(1).await();
    }

    /** Started when first asked for; the JVM's class loading makes that happen once. */
    private static final class Shared {
        static final TestingPostgres SERVER = start(Map.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(Shared::close, "testing-postgres-stop"));
        }

        private static void close() {
            try {
                SERVER.close();
            } catch (IOException | RuntimeException e) {
                log.warn("Cannot stop the testing server", e);
            }
        }
    }
}
