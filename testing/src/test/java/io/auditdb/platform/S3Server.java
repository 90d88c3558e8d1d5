package io.auditdb.platform;

import static org.awaitility.Awaitility.await;

import io.auditdb.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** S3Proxy as a process of its own, with one bucket as a directory that tests can look into and damage. For one thread. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "audit";

    private final Path directory;
    private final int port;
    private Process process;

    private S3Server(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static S3Server start() throws IOException {
        var server = new S3Server(Files.createTempDirectory("s3"), FreePort.find());
        Files.createDirectories(server.bucket());
        Files.writeString(
                server.directory.resolve("conf"), """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.identity=test-access-key
                s3proxy.credential=test-secret
                jclouds.provider=filesystem-nio2
                jclouds.identity=unused
                jclouds.credential=unused
                jclouds.filesystem.basedir=%s
                """.formatted(server.port, server.directory.resolve("buckets")));
        server.credentials("right", "test-secret");
        server.credentials("wrong", "another-secret");
        server.resume();
        return server;
    }

    private void credentials(String name, String secret) throws IOException {
        Files.writeString(directory.resolve(name), """
                [default]
                aws_access_key_id = test-access-key
                aws_secret_access_key = %s
                """.formatted(secret));
    }

    /** Starts the process again after {@link #stop}. */
    void resume() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "s3proxy.jar").toString(),
                        "--properties",
                        directory.resolve("conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException(log());
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Settings of a platform that keeps its archives here, under keys that begin so. */
    Map<String, Object> settings(String prefix) {
        return Map.of(
                "plugins.archive.s3.bucket",
                BUCKET,
                "plugins.archive.s3.prefix",
                prefix,
                "plugins.archive.s3.endpoint",
                "http://127.0.0.1:" + port,
                "plugins.archive.s3.credentials-file",
                directory.resolve("right").toString());
    }

    /** Returns a file with a secret that is not this server's. */
    Path wrongCredentials() {
        return directory.resolve("wrong");
    }

    /** Returns where the objects are. */
    Path bucket() {
        return directory.resolve("buckets").resolve(BUCKET);
    }

    /** Returns the keys of all whole objects that begin so. */
    List<String> keys(String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(bucket().resolve(prefix))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket().relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
