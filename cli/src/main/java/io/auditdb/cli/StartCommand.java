package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Start the daemon in the background.",
        description = {
            "",
            "Returns when it is ready for work, or tells why it did not start. Its output goes to var/logs/daemon.log;"
                    + " AUDIT_DB_JAVA_OPTS are options for its virtual machine."
        },
        footer = {"  audit-db start", "  audit-db start --timeout 5m --config /etc/audit-db.yaml"})
final class StartCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 20;
    private static final long LOG_TAIL = 16 << 10;

    @Option(names = "--demo", description = "Append real sample records first, seal and verify them.")
    private boolean demo;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration (default: var/audit-db.yaml).")
    private Path config;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            description = "How long to wait until it is ready (default: ${DEFAULT-VALUE}).")
    private String timeout = "2m";

    private final RootCommand root;
    private final List<String> java;

    StartCommand(RootCommand root) {
        this(root, virtualMachine(root.surroundings()));
    }

    /** {@code java} starts a virtual machine up to the main class. */
    StartCommand(RootCommand root, List<String> java) {
        this.root = root;
        this.java = java;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration longest = longest();
        var files = new DaemonFiles(root.surroundings().var());
        var running = files.process();
        if (running.isPresent()) {
            root.print("The daemon is running already, process " + running.get().pid());
            return ExitCode.OK;
        }
        files.prepare();
        Files.deleteIfExists(files.url());
        long logged = Files.exists(files.log()) ? Files.size(files.log()) : 0;
        Process process = spawn(files);
        try (var progress = new Progress(root.surroundings(), "Starting")) {
            await(process, files, longest, progress, logged);
        }
        root.print("The daemon is ready at " + local(files).url() + ", process " + process.pid());
        return ExitCode.OK;
    }

    private Process spawn(DaemonFiles files) throws IOException {
        var command = new ArrayList<>(java);
        command.add("run");
        if (demo) {
            command.add("--demo");
        }
        if (config != null) {
            command.add("--config");
            command.add(config.toString());
        }
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .redirectErrorStream(true)
                .start();
    }

    private void await(Process process, DaemonFiles files, Duration longest, Progress progress, long logged)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!ready(files)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (!process.isAlive()) {
                showLog(files.log(), logged);
                throw new AuditDbException(
                        StandardErrorCode.SERVICE_UNAVAILABLE,
                        "The daemon ended with exit code " + process.exitValue() + "; its log is " + files.log());
            }
            if (waited.compareTo(longest) > 0) {
                throw new AuditDbException(
                        StandardErrorCode.TIMEOUT,
                        "The daemon (process " + process.pid() + ") is not ready after " + Text.seconds(longest)
                                + " and still starting; its log is " + files.log());
            }
            progress.at(waited.toMillis(), longest.toMillis(), "waiting until it is ready");
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean ready(DaemonFiles files) {
        if (!Files.exists(files.url())) {
            return false;
        }
        try (var client = local(files).client(root.line())) {
            return client.operations().ready();
        } catch (AuditDbException e) {
            // not listening yet; why it does not get there is in its log
            return false;
        }
    }

    /** The daemon just started, whatever the environment says of others. */
    private Address local(DaemonFiles files) {
        return new Address(root.surroundings(), files.url());
    }

    private void showLog(Path log, long from) throws IOException {
        try (var in = Files.newByteChannel(log)) {
            in.position(Math.max(from, in.size() - LOG_TAIL));
            var text = new String(Channels.newInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                    .forEach(line -> root.tell("  | " + Text.oneLine(line)));
        }
    }

    private Duration longest() {
        try {
            return Times.duration(timeout);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--timeout " + timeout + ": " + e.getMessage());
        }
    }

    private static List<String> virtualMachine(Surroundings surroundings) {
        Path script = surroundings.home().resolve("bin/audit-db");
        if (Files.isExecutable(script)) {
            return List.of(script.toString()); // replaces itself by the virtual machine, so the process is the daemon
        }
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String options = surroundings.variable("AUDIT_DB_JAVA_OPTS");
        if (options != null) {
            command.addAll(List.of(options.strip().split("\\s+")));
        }
        command.add("-Dauditdb.home=" + surroundings.home());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        return command;
    }
}
