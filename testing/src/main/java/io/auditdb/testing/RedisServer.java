package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Redis server for tests, on a port of its own on the loopback interface, which keeps nothing on disk: the program
 * {@code redis-server} of this machine (Debian: {@code redis-server}), run by nobody where this process is root's. For one
 * thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5_000;
    private static final long POLL_MILLIS = 10;

    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private Process process;

    private RedisServer(Path directory, int port, List<String> arguments) {
        this.directory = requireNonNull(directory, "directory is null");
        this.port = port;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Starts a server.
     *
     * @param directives lines of redis.conf, beyond those that say where it is and that it keeps nothing
     */
    public static RedisServer start(String... directives) throws IOException {
        var lines = new ArrayList<>(List.of("save \"\"", "appendonly no"));
        lines.addAll(List.of(directives));
        return start(lines, List.of());
    }

    /** Starts a sentinel that watches a server under the name {@code primary}. */
    public static RedisServer startSentinel(RedisServer watched) throws IOException {
        return start(List.of("sentinel monitor primary 127.0.0.1 " + watched.port + " 1"), List.of("--sentinel"));
    }

    private static RedisServer start(List<String> directives, List<String> arguments) throws IOException {
        Path directory = Files.createTempDirectory("redis");
        int port = FreePort.find();
        var lines = new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "dir " + directory));
        lines.addAll(directives);
        Path configuration = Files.write(directory.resolve("redis.conf"), lines);
        if (isRoot()) {
            var nobody =
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(directory, nobody);
            Files.setOwner(configuration, nobody);
        }
        var server = new RedisServer(directory, port, arguments);
        server.restart();
        return server;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Starts it again after {@link #kill}, empty, on the same port. */
    public void restart() throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
        }
        command.addAll(List.of("redis-server", directory.resolve("redis.conf").toString()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                command("PING");
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String log = Files.readString(directory.resolve("log"));
                    close();
                    throw new IOException("redis-server does not answer: " + log, e);
                }
            }
            sleep(POLL_MILLIS);
        }
    }

    /** Returns host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /**
     * Has a command carried out.
     *
     * @param words none of which holds a space
     * @return the first line of the answer, without its sign
     * @throws IOException when there is no answer, or it is an error
     */
    public String command(String... words) throws IOException {
        try (var socket = send(words)) {
            return line(socket.getInputStream());
        }
    }

    /** Has a command carried out that is answered by a text, and returns that; otherwise as {@link #command}. */
    public String bulk(String... words) throws IOException {
        try (var socket = send(words)) {
            int length = Integer.parseInt(line(socket.getInputStream()));
            return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        }
    }

    private Socket send(String... words) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        String text = line.toString().strip();
        if (text.isEmpty() || text.startsWith("-")) {
            throw new IOException("redis-server answered " + text);
        }
        return text.substring(1);
    }

    /** Stops its process in the middle of what it does; connections stay open. */
    public void pause() throws IOException {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill " + name + " failed");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Ends it at once. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Limits what it keeps; more is refused. 0 is no limit. */
    public void maxMemory(long bytes) throws IOException {
        command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }

    /** Lets every command of others wait for so long, once. */
    public void slow(Duration time) throws IOException {
        command("CLIENT", "PAUSE", Long.toString(time.toMillis()), "ALL");
    }

    /** Empties it. */
    public void flush() throws IOException {
        command("FLUSHALL");
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for redis-server", cause);
    }
}
