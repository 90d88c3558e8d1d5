package io.auditdb.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server on a data directory, run by the programs of the embedded one. For one thread. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 10;
    private static final int STATUS_LINE = 7;

    private final Path programs;
    private final Path data;
    private final List<String> parameters = new ArrayList<>();

    /** {@code parameters} are settings of postgresql.conf, and outweigh what is there. */
    ServerProcess(Path programs, Path data, Map<String, String> parameters) {
        this.programs = programs;
        this.data = data;
        parameters.forEach((name, value) -> this.parameters.addAll(List.of("-c", name + "=" + value)));
    }

    Path data() {
        return data;
    }

    /** Starts it and waits until it takes connections; what an earlier run left running there is ended first. */
    void start() {
        stop("QUIT");
        forget();
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) { // PostgreSQL refuses that
            command.addAll(List.of("runuser", "-u", owner(), "--"));
        }
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        command.addAll(parameters);
        File log = data.resolveSibling(data.getFileName() + ".log").toFile();
        var builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"));
        try {
            Process process = builder.start();
            await("start; see " + log, () -> status().startsWith("ready") || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException("PostgreSQL in " + data + " did not start; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a killed server left would pass for the next one's word. */
    private void forget() {
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String owner() {
        try {
            return Files.getOwner(data).getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it by this signal, if it runs, and waits for its end. */
    void stop(String signal) {
        List<ProcessHandle> running = processes();
        if (!running.isEmpty()) {
            send(signal, "KILL".equals(signal) ? running : running.subList(0, 1));
            await("end", () -> running.stream().noneMatch(ServerProcess::isAlive));
        }
    }

    /** Sends a signal to all of its processes; to the first one before, lest it makes others meanwhile. */
    void signal(String signal) {
        List<ProcessHandle> running = processes();
        if (!running.isEmpty()) {
            send(signal, running.subList(0, 1));
            send(signal, processes());
        }
    }

    private static void send(String signal, List<ProcessHandle> to) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        to.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first one, and all its children. */
    private List<ProcessHandle> processes() {
        Optional<ProcessHandle> postmaster = line(0).flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(process -> process.info().commandLine().orElse("").contains("-D " + data) && isAlive(process));
        return postmaster.stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .toList();
    }

    /** A process that has ended and that nobody waits for is dead. */
    private static boolean isAlive(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && !stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }

    private String status() {
        return line(STATUS_LINE).orElse("");
    }

    /** Returns a line of the file that a server keeps while it runs. */
    private Optional<String> line(int number) {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid")).stream()
                    .skip(number)
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that can be looked at again and again. */
    interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL in " + data + " did not " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
