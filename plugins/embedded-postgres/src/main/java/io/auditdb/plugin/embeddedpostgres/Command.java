package io.auditdb.plugin.embeddedpostgres;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program. It sees none of this process's environment, which may hold secrets, and of its output only the
 * end is kept.
 */
final class Command implements AutoCloseable {
    private static final int KEPT_OUTPUT_BYTES = 2_000;

    private final Process process;
    private final Path output;

    private Command(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    private static Command start(List<String> command, String input) throws IOException {
        Path output = Files.createTempFile("audit-db-", ".out");
        try {
            Process process = builder(command, output).start();
            feed(process, input);
            return new Command(process, output);
        } catch (IOException e) {
            Files.deleteIfExists(output);
            throw e;
        }
    }

    private static ProcessBuilder builder(List<String> command, Path output) {
        var builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"));
        return builder;
    }

    /** Starts a program that is to run on, with its output in a file. */
    static Process launch(List<String> command, Path output) throws IOException {
        return builder(command, output)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
    }

    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program that ends without reading says why in its output and exit code
        }
    }

    /**
     * Runs a program to its end; one that cannot be started at all counts as failed.
     *
     * @param input what it reads; must fit a pipe, that is, be a few kilobytes at most
     */
    static Result run(List<String> command, String input, Duration timeout) throws IOException, InterruptedException {
        Command running;
        try {
            running = start(command, input);
        } catch (IOException e) {
            return new Result(-1, requireNonNull(e.getMessage(), "message is null"));
        }
        try (running) {
            if (running.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return running.result();
            }
            return new Result(-1, "did not end within " + timeout.toMillis() + " ms; " + tail(running.output));
        }
    }

    private Result result() throws IOException {
        return new Result(process.exitValue(), tail(output));
    }

    /** Ends the program if it still runs. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }

    /** Returns the end of a text file, as much as fits an error message. */
    static String tail(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - KEPT_OUTPUT_BYTES));
            var bytes = new byte[(int) (in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    /**
     * How a program ended.
     *
     * @param exitCode what it returned; -1 when it could not be started or had to be ended
     * @param output the end of what it said
     */
    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }

        String describe() {
            return "exit code " + exitCode + (output.isEmpty() ? "" : ", " + output);
        }
    }
}
