package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Bench;
import io.auditdb.testing.FreePort;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A server of its own from the system's package of PostgreSQL 15, the only one that pg_partman is packaged for. */
final class SystemServer implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final Path PARTMAN = Path.of("/usr/share/postgresql/15/extension/pg_partman.control");
    private static final String USER = "postgres";

    private final Path directory;
    private final TestingPostgres server;

    private SystemServer() throws Exception {
        this.directory = Files.createTempDirectory(
                "audit-db-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Path password = Files.writeString(
                directory.resolve("password"), UUID.randomUUID().toString());
        Path data = Files.createDirectory(directory.resolve("data"));
        if (isRoot()) {
            run("chown", USER, data.toString(), password.toString());
        }
        int port = FreePort.find();
        postgres("initdb", "-D", data.toString(), "-U", USER, "--auth=scram-sha-256", "--pwfile=" + password);
        var options = new StringBuilder("-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
        Bench.SERVER.forEach(
                (name, value) -> options.append(" -c ").append(name).append('=').append(value));
        postgres(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                data.toString(),
                "-l",
                data.resolve("log").toString(),
                "-o",
                options.toString());
        this.server = TestingPostgres.at(
                "postgresql://" + USER + ":" + Files.readString(password) + "@127.0.0.1:" + port + "/postgres");
    }

    /** Starts one, if both packages are installed. */
    static Optional<SystemServer> start() throws Exception {
        return Files.exists(PROGRAMS) && Files.exists(PARTMAN) ? Optional.of(new SystemServer()) : Optional.empty();
    }

    TestingPostgres server() {
        return server;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL does not run as root. */
    private void postgres(String program, String... arguments) throws Exception {
        var command = new ArrayList<String>(isRoot() ? List.of("runuser", "-u", USER, "--") : List.of());
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws Exception {
        Path log = directory.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(log));
        }
    }

    @Override
    public void close() throws Exception {
        postgres(
                "pg_ctl",
                "stop",
                "-w",
                "-m",
                "fast",
                "-D",
                directory.resolve("data").toString());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
