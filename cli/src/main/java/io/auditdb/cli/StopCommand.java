package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Stop the daemon on this machine.",
        description = {"", "Asks it to stop and waits until it has: what was acknowledged is durable either way."},
        footer = {"  audit-db stop", "  audit-db stop --timeout 2m"})
final class StopCommand implements Callable<Integer> {
    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            description = "How long to wait until it has stopped (default: ${DEFAULT-VALUE}).")
    private String timeout = "60s";

    private final RootCommand root;

    StopCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration longest = longest();
        Optional<ProcessHandle> running = new DaemonFiles(root.surroundings().var()).process();
        if (running.isEmpty()) {
            root.print("No daemon is running on " + root.surroundings().var());
            return ExitCode.OK;
        }
        ProcessHandle process = running.get();
        process.destroy();
        try {
            process.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AuditDbException(
                    StandardErrorCode.TIMEOUT,
                    "The daemon (process " + process.pid() + ") was told to stop and still runs after "
                            + Text.seconds(longest),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
        root.print("The daemon has stopped, process " + process.pid());
        return ExitCode.OK;
    }

    private Duration longest() {
        try {
            return Times.duration(timeout);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--timeout " + timeout + ": " + e.getMessage());
        }
    }
}
