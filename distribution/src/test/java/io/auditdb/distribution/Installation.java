package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution as somebody has it who unpacked the archive, with a var directory of its own. */
final class Installation {
    private static final Duration LONGEST_COMMAND = Duration.ofMinutes(2);

    private final Path home;
    private final Path var;
    private final Map<String, String> environment;
    private final Json json = new StrictJson();

    private Installation(Path home, Path var, Map<String, String> environment) {
        this.home = home;
        this.var = var;
        this.environment = environment;
    }

    /** Unpacks the archive below {@code directory}, which is opened for the embedded server's user. */
    static Installation unpack(Path directory) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path archive = archive();
        var tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString()).inheritIO();
        assertThat(tar.start().waitFor()).as("exit code of tar").isZero();
        String name = archive.getFileName().toString();
        return new Installation(directory.resolve(name.replace(".tar.gz", "")), directory.resolve("var"), Map.of());
    }

    /** As {@link #unpack}, with a {@code var} in which a daemon has run before, on its own database. */
    static Installation unpackPrepared(Path directory) throws IOException, InterruptedException {
        Installation installation = unpack(directory);
        new PreparedVar().copyTo(installation.var);
        return installation;
    }

    static Path archive() {
        return Path.of(System.getProperty("distribution.archive"));
    }

    /** Returns the same installation with a further variable in its environment. */
    Installation with(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Installation(home, var, Map.copyOf(more));
    }

    /** Returns a second instance: the same programs and keys, another var directory. */
    Installation second() throws IOException {
        Path other = var.resolveSibling("second");
        Files.createDirectories(other.resolve("keys"));
        try (Stream<Path> keys = Files.list(var.resolve("keys"))) {
            for (Path key : keys.toList()) {
                Files.copy(key, other.resolve("keys").resolve(key.getFileName()));
            }
        }
        Files.copy(var.resolve("admin.token"), other.resolve("admin.token"));
        return new Installation(home, other, environment);
    }

    Path home() {
        return home;
    }

    Path var() {
        return var;
    }

    Path launcher() {
        return home.resolve("bin/audit-db");
    }

    /** Runs {@code audit-db} with these arguments until it ends. */
    Result run(String... arguments) throws IOException, InterruptedException {
        return run(process(launcher(), arguments));
    }

    /** Runs a process until it ends. */
    Result run(ProcessBuilder process) throws IOException, InterruptedException {
        Path out = Files.createTempFile("audit-db-", ".out");
        Path err = Files.createTempFile("audit-db-", ".err");
        try {
            long start = System.nanoTime();
            Process running = process.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!running.waitFor(LONGEST_COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new AssertionError(process.command() + " has not ended after " + LONGEST_COMMAND);
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            return new Result(running.exitValue(), Files.readString(out), Files.readString(err), duration);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Returns a process that is still to be started; of the environment only {@code PATH} and Java's home are kept. */
    ProcessBuilder process(Path program, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command);
        String path = process.environment().get("PATH");
        process.environment().clear();
        process.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "AUDIT_DB_VAR",
                        var.toString(),
                        "AUDIT_DB_JAVA_OPTS", // for a daemon that lives for seconds
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                        "AUDIT_DB_HTTP_PORT",
                        "0"));
        process.environment().putAll(environment);
        return process;
    }

    /** Starts the daemon in the foreground of a process of its own, and waits until it is ready. */
    Daemon startDaemon(String... options) throws IOException, InterruptedException {
        return Daemon.start(this, options);
    }

    /** Runs a command with {@code --json} and returns the object it prints. */
    Map<?, ?> json(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        Result result = run(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return object(result.out());
    }

    Map<?, ?> object(String text) {
        return (Map<?, ?>) json.read(text);
    }

    /**
     * How a command ended.
     *
     * @param exitCode what the shell gets
     * @param out standard output
     * @param err standard error
     * @param duration from start to end
     */
    record Result(int exitCode, String out, String err, Duration duration) {
        @Override
        public String toString() {
            return "exit code " + exitCode + "\n" + out + err;
        }
    }
}
