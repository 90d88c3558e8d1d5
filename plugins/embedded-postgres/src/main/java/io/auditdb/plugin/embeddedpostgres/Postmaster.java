package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;
import static io.auditdb.api.error.StandardErrorCode.TIMEOUT;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process of one data directory. It may have been started by this process or by one that was killed; what is
 * known of it comes from its postmaster.pid. Not safe for use by several threads at once, except {@link #isAlive}.
 */
final class Postmaster {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private static final Duration POLL = Duration.ofMillis(10);
    /** What PostgreSQL says while processes of a killed server still hold its memory; they end by themselves. */
    private static final String REMAINS = "pre-existing shared memory block";

    private final Programs programs;
    private final Path cluster;
    private final Path startLog;
    private final ServerConfiguration configuration;
    private final EmbeddedPostgresSettings settings;
    private volatile ProcessHandle process;

    Postmaster(Programs programs, Path cluster, ServerConfiguration configuration, EmbeddedPostgresSettings settings) {
        this.programs = requireNonNull(programs, "programs is null");
        this.cluster = requireNonNull(cluster, "cluster is null");
        startLog = cluster.resolveSibling("start.log");
        this.configuration = requireNonNull(configuration, "configuration is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    boolean isAlive() {
        ProcessHandle known = process;
        return known != null && PostmasterFile.isAlive(known);
    }

    /**
     * Takes over a server that a killed daemon left behind, if it runs as it should; ends it if not.
     *
     * @param wantedPort 0 for any
     * @return the port of the server, empty when none runs now
     */
    Optional<Integer> adopt(int wantedPort) throws IOException, InterruptedException {
        Optional<PostmasterFile> found = PostmasterFile.read(cluster);
        process = found.flatMap(file -> file.process(cluster)).orElse(null);
        if (process == null) {
            return Optional.empty();
        }
        int port = wantedPort == 0 ? found.orElseThrow().port() : wantedPort;
        if (port == 0 || port != found.orElseThrow().port() || !isConfigured(port)) {
            log.info(
                    "Stopping the PostgreSQL server that was left running, process {}: settings differ", process.pid());
            stop();
            return Optional.empty();
        }
        if (!becomesReady(Optional.empty(), deadline())) {
            return Optional.empty();
        }
        log.info("Took over the PostgreSQL server that was left running, process {}, port {}", process.pid(), port);
        return Optional.of(port);
    }

    private long deadline() {
        return System.nanoTime() + settings.startTimeout().toNanos();
    }

    private boolean isConfigured(int port) throws IOException {
        Path file = cluster.resolve("postgresql.conf");
        return Files.exists(file) && Files.readString(file).equals(text(port));
    }

    private String text(int port) {
        return "# Programs in " + programs.directory() + "\n" + configuration.render(port);
    }

    /** Starts the server and waits until it accepts connections. */
    void start(int port) throws IOException, InterruptedException {
        writeConfiguration(port);
        long deadline = deadline();
        while (isUnburied() && System.nanoTime() < deadline) {
            Thread.sleep(POLL.toMillis());
        }
        while (!launch(deadline)) {
            Thread.sleep(POLL.toMillis());
        }
    }

    /** A killed server counts as running for PostgreSQL until its parent has taken note of its end. */
    private boolean isUnburied() throws IOException {
        return PostmasterFile.read(cluster)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(found -> found.isAlive() && !PostmasterFile.isAlive(found))
                .isPresent();
    }

    private void writeConfiguration(int port) throws IOException {
        Path written = Files.writeString(cluster.resolve("postgresql.conf.new"), text(port));
        programs.account().give(written);
        Directories.rename(written, cluster.resolve("postgresql.conf"));
    }

    /** Returns false when the remains of a killed server were in the way, which is worth another try. */
    private boolean launch(long deadline) throws IOException, InterruptedException {
        Process child = programs.launch(startLog, "postgres", serverArguments());
        try {
            if (becomesReady(Optional.of(child), deadline)) {
                return true;
            }
        } catch (InterruptedException e) {
            child.destroy();
            throw e;
        }
        String reason = reason();
        if (reason.contains(REMAINS) && System.nanoTime() < deadline) {
            return false;
        }
        throw new AuditDbException(
                PLUGIN_FAILED,
                "PostgreSQL did not start in " + cluster + ", exit code " + child.exitValue() + ": " + reason);
    }

    private List<String> serverArguments() {
        var arguments = new ArrayList<>(List.of("-D", cluster.toString()));
        ServerConfiguration.DURABILITY.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }

    /** Waits until the server is ready; false when it ended instead. */
    private boolean becomesReady(Optional<Process> child, long deadline) throws IOException, InterruptedException {
        while (System.nanoTime() < deadline) {
            boolean childEnded = child.isEmpty() || !child.get().isAlive();
            Optional<PostmasterFile> file = PostmasterFile.read(cluster);
            Optional<ProcessHandle> running = file.flatMap(found -> found.process(cluster));
            if (running.isPresent() && file.get().isReady()) {
                process = running.get();
                return true;
            }
            if (childEnded && running.isEmpty()) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        stop();
        throw new AuditDbException(
                TIMEOUT,
                "PostgreSQL in " + cluster + " was not ready within "
                        + settings.startTimeout().toMillis()
                        + " ms and was stopped. Raise plugins.embedded-postgres.start-timeout; recovery after a crash"
                        + " may take minutes");
    }

    /** Once the server collects its own log, that is where it says why it ends. */
    private String reason() throws IOException {
        String first = Command.tail(startLog);
        if (!first.contains("log output to logging collector")) {
            return first;
        }
        try (var logs = Files.list(cluster.resolve("log"))) {
            Optional<Path> newest =
                    logs.max(Comparator.comparing(log -> log.toFile().lastModified()));
            return newest.isPresent() ? Command.tail(newest.get()) : first;
        }
    }

    /** Ends the server: fast, and when that takes too long at once, which costs a recovery at the next start. */
    void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = PostmasterFile.read(cluster).flatMap(file -> file.process(cluster));
        if (running.isEmpty() || endedAfter("INT", running.get())) {
            return;
        }
        log.warn(
                "PostgreSQL did not stop within {} ms; stopping it at once",
                settings.stopTimeout().toMillis());
        if (!endedAfter("QUIT", running.get())) {
            throw new AuditDbException(
                    TIMEOUT, "PostgreSQL, process " + running.get().pid() + ", does not stop; kill it by hand");
        }
    }

    private boolean endedAfter(String signal, ProcessHandle server) throws IOException, InterruptedException {
        try {
            programs.run("pg_ctl", "", "kill", signal, Long.toString(server.pid()));
        } catch (AuditDbException e) {
            if (PostmasterFile.isAlive(server)) {
                throw e;
            }
        }
        long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
        while (PostmasterFile.isAlive(server) && System.nanoTime() < deadline) {
            Thread.sleep(POLL.toMillis());
        }
        return !PostmasterFile.isAlive(server);
    }
}
