package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon in a process of its own. */
final class Daemon implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);

    private final Process process;
    private final Installation installation;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Duration startDuration;

    private Daemon(Process process, Installation installation) {
        this.process = process;
        this.installation = installation;
        long start = System.nanoTime();
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(20)).until(this::isReady);
        this.startDuration = Duration.ofNanos(System.nanoTime() - start);
    }

    static Daemon start(Installation installation, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(options));
        Files.deleteIfExists(installation.var().resolve("run/http.url"));
        Path output = installation.var().resolveSibling(installation.var().getFileName() + ".out");
        Process process = installation
                .process(installation.launcher(), arguments.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        try {
            return new Daemon(process, installation);
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw new AssertionError("the daemon is not ready; it wrote:\n" + Files.readString(output), e);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("the daemon ended with exit code " + process.exitValue());
        }
        if (!Files.exists(installation.var().resolve("run/http.url"))) {
            return false;
        }
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Returns how long it took from the process to the first answer that it is ready. */
    Duration startDuration() {
        return startDuration;
    }

    /** Gets a path as administrator. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts a body as administrator. */
    HttpResponse<String> post(String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(path).header("Content-Type", type).POST(body).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(read("run/http.url").strip()).resolve(path));
        Path token = installation.var().resolve("admin.token");
        if (Files.exists(token)) {
            request.header("Authorization", "Bearer " + read("admin.token").strip());
        }
        return request;
    }

    /** Gets a path that answers with an object. */
    Map<?, ?> object(String path) throws IOException, InterruptedException {
        return installation.object(get(path).body());
    }

    /** Connects to its database as the role that provisions. */
    Connection superuser() throws IOException, SQLException {
        String[] fields = read("run/database-superuser.pgpass").strip().split("(?<!\\\\):", 5);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + fields[0] + ":" + fields[1] + "/" + fields[2], fields[3], fields[4]);
    }

    /** Sends a signal by its name, as {@code kill} does. */
    void signal(String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }

    /** Returns what it wrote to its log at a level. */
    List<String> log(String level) throws IOException {
        try (Stream<String> lines = Files.lines(installation.var().resolve("logs/audit-db.log"))) {
            return lines.filter(line -> line.contains("\"level\":\"" + level + "\""))
                    .toList();
        }
    }

    private String read(String name) throws IOException {
        return Files.readString(installation.var().resolve(name));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until it has ended, and returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the daemon still runs after " + LONGEST_STOP);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }
}
