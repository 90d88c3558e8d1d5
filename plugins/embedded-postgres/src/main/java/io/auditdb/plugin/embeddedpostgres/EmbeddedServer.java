package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.DATABASE_UNAVAILABLE;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server with its data. Safe for use by many threads. */
final class EmbeddedServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

    private final DataDirectory data;
    private final Postmaster postmaster;
    private final Supervisor supervisor;
    private final DatabaseAddress address;

    private EmbeddedServer(
            DataDirectory data, Postmaster postmaster, EmbeddedPostgresSettings settings, int port, String password) {
        this.data = data;
        this.postmaster = postmaster;
        supervisor = new Supervisor(postmaster, port, settings);
        address = new DatabaseAddress(Ports.HOST, port, ClusterSetup.DATABASE, ClusterSetup.SUPERUSER, password, "");
    }

    /** Starts a server, or takes over the one that was left running; makes everything at the first start. */
    static EmbeddedServer open(EmbeddedPostgresSettings settings, Path directory)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Account account = Account.choose(settings.user(), settings.commandTimeout());
        account.letThrough(directory);
        DataDirectory data =
                DataDirectory.open(directory.resolve(settings.dataDirectory().orElse(Path.of("postgres"))));
        try {
            account.letThrough(data.path());
            account.requireReach(data.path());
            EmbeddedServer server = start(settings, directory, data, account);
            server.supervisor.start();
            log.info("PostgreSQL is ready on {} after {} ms", server.address, (System.nanoTime() - began) / 1_000_000);
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static EmbeddedServer start(
            EmbeddedPostgresSettings settings, Path directory, DataDirectory data, Account account)
            throws IOException, InterruptedException {
        BinaryArchive archive = BinaryArchive.bundled();
        Path binaries =
                archive.unpack(directory.resolve(settings.binariesDirectory().orElse(Path.of("binaries"))));
        account.letThrough(binaries.getParent());
        account.requireReach(binaries);
        var programs = new Programs(binaries.toRealPath(), account, settings.commandTimeout());
        var postmaster =
                new Postmaster(programs, data.cluster(), new ServerConfiguration(settings.parameters()), settings);
        var setup = new ClusterSetup(programs, data, archive);
        Optional<Integer> adopted = postmaster.adopt(settings.port());
        if (adopted.isPresent() && data.password().isPresent()) {
            return new EmbeddedServer(
                    data, postmaster, settings, adopted.get(), data.password().get());
        }
        postmaster.stop();
        String password = setup.prepare();
        int port = startOnPort(settings.port(), data, postmaster);
        return new EmbeddedServer(data, postmaster, settings, port, password);
    }

    /** A free port may be taken by somebody else before the server gets it; then another one is chosen, once. */
    private static int startOnPort(int wanted, DataDirectory data, Postmaster postmaster)
            throws IOException, InterruptedException {
        int port = Ports.choose(wanted, data);
        try {
            postmaster.start(port);
            return port;
        } catch (AuditDbException e) {
            if (wanted != 0 || Ports.isFree(port)) {
                throw e;
            }
            log.warn("Port {} was taken by another program; choosing another one", port, e);
            int other = Ports.choose(0, data);
            postmaster.start(other);
            return other;
        }
    }

    /** Returns where the server is; blocks while it is being restarted. */
    DatabaseAddress address() {
        try {
            supervisor.awaitReady();
            return address;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(DATABASE_UNAVAILABLE, "Interrupted while PostgreSQL was being restarted", e);
        }
    }

    /** Returns why the server is not there, if it is not. */
    Optional<String> problem() {
        return supervisor.problem();
    }

    /** Stops the server and lets others have its data. */
    @Override
    public void close() throws IOException {
        try (data) {
            supervisor.close();
            postmaster.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("Interrupted while PostgreSQL was stopping; it is left to end by itself, or to be taken over");
        }
    }
}
