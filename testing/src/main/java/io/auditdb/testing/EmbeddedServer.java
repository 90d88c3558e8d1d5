package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin {@code embedded-postgres}, run on a directory that is kept between runs, so that only the first one has to
 * unpack and initialise.
 */
final class EmbeddedServer implements RunningServer {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final String NAME = "embedded-postgres";
    /** Tests kill it as often as they like. */
    private static final String RESTART_ATTEMPTS = "100000";

    private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 20;

    private final ServerSlot slot;
    private final Plugin plugin;
    private final DatabaseAddress address;

    private EmbeddedServer(ServerSlot slot, Plugin plugin, DatabaseAddress address) {
        this.slot = requireNonNull(slot, "slot is null");
        this.plugin = requireNonNull(plugin, "plugin is null");
        this.address = requireNonNull(address, "address is null");
    }

    static EmbeddedServer start(Map<String, String> parameters) {
        try {
            ServerSlot slot = ServerSlot.take();
            try {
                return startClean(slot, parameters);
            } catch (Exception e) {
                slot.close();
                throw e;
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot start an embedded PostgreSQL for tests", e);
        }
    }

    /**
     * What is there of a server that does not run.
     *
     * @param programs where its programs are
     * @param data its data directory
     * @param address how the superuser gets in while it runs on the same port
     */
    record Prepared(Path programs, Path data, DatabaseAddress address) {}

    /** Makes a clean server in a slot, and stops it, for somebody else to run. */
    static Prepared prepare(ServerSlot slot) throws Exception {
        EmbeddedServer server = startClean(slot, Map.of());
        try (var session = Session.open(server.address)) {
            return new Prepared(
                    Path.of(session.query("SELECT setting FROM pg_config() WHERE name = 'BINDIR'")
                            .get(0)),
                    Path.of(session.query("SHOW data_directory").get(0)),
                    server.address);
        } finally {
            server.plugin.close();
        }
    }

    /** What an earlier run left is removed; if that does not work, everything is made anew. */
    private static EmbeddedServer startClean(ServerSlot slot, Map<String, String> parameters) throws Exception {
        EmbeddedServer server = null;
        try {
            server = startAsIs(slot, parameters);
            server.clean();
            return server;
        } catch (Exception e) {
            log.info("Making the testing server in {} anew", slot.directory(), e);
            if (server != null) {
                server.plugin.close();
            }
            slot.wipe();
            return startAsIs(slot, parameters);
        }
    }

    private static EmbeddedServer startAsIs(ServerSlot slot, Map<String, String> parameters) throws Exception {
        Plugin plugin = plugin();
        try {
            var context = TestingPluginContext.builder(NAME, slot.directory())
                    .setting("binaries-directory", slot.binaries().toString())
                    .setting("restart-attempts", RESTART_ATTEMPTS);
            parameters.forEach((name, value) -> context.setting("parameters." + name, value));
            plugin.start(context.build());
            return new EmbeddedServer(slot, plugin, plugin.databases().get(0).address());
        } catch (Exception e) {
            plugin.close();
            throw e;
        }
    }

    private static Plugin plugin() {
        return ServiceLoader.load(Plugin.class, EmbeddedServer.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(plugin -> plugin.name().equals(NAME))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the plugin " + NAME + " is not on the class path"));
    }

    private void clean() throws SQLException {
        try (var session = Session.open(address)) {
            for (String database : session.query("SELECT quote_ident(datname) FROM pg_database"
                    + " WHERE NOT datistemplate AND datname NOT IN ('postgres', current_database())")) {
                session.execute("DROP DATABASE " + database + " WITH (FORCE)");
            }
            for (String role : session.query("SELECT quote_ident(rolname) FROM pg_roles"
                    + " WHERE rolname <> current_user AND rolname NOT LIKE 'pg\\_%'")) {
                session.execute("DROP ROLE " + role);
            }
        }
    }

    /** Kills the server with all its processes at once, as a loss of power would, and waits until it is back by itself. */
    void kill() throws SQLException, InterruptedException {
        ProcessHandle postmaster;
        try (var session = Session.open(address)) {
            String file = session.query("SELECT pg_read_file('postmaster.pid')").get(0);
            postmaster = ProcessHandle.of(
                            Long.parseLong(file.lines().findFirst().orElseThrow()))
                    .orElseThrow();
        }
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitRestart();
    }

    private void awaitRestart() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + RESTART_TIMEOUT.toNanos();
        while (true) {
            try (var session = Session.open(address)) {
                session.query("SELECT '1'");
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    @Override
    public DatabaseAddress address() {
        return address;
    }

    @Override
    public String description() {
        return "embedded PostgreSQL in " + slot.directory() + ", " + address;
    }

    @Override
    public void close() throws IOException {
        try (slot) {
            plugin.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot stop " + description(), e);
        }
    }
}
