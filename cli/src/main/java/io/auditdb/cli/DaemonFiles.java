package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The files by which a daemon is found: its process id with the time it started, its URL. */
final class DaemonFiles {
    /** Start times are kept in ticks since boot; a clock that is set in between moves them. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Path run;
    private final Path logs;
    private boolean written;

    DaemonFiles(Path var) {
        this.run = var.resolve("run");
        this.logs = var.resolve("logs");
    }

    Path url() {
        return run.resolve("http.url");
    }

    Path log() {
        return logs.resolve("daemon.log");
    }

    /** Makes the directories of a daemon. */
    void prepare() throws IOException {
        PrivateFiles.directory(run);
        PrivateFiles.directory(logs);
    }

    /** Returns the daemon's process; empty when none is alive, also when its number was given to another program. */
    Optional<ProcessHandle> process() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(pid());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            Instant started = Instant.parse(lines.get(1));
            return ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startedAt(process, started));
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    pid() + " is damaged; end the daemon by its process id, then delete the file",
                    e);
        }
    }

    private static boolean startedAt(ProcessHandle process, Instant recorded) {
        return process.info()
                .startInstant()
                .map(actual -> Duration.between(actual, recorded).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .orElse(true);
    }

    /** Records this process as the daemon; for whoever holds the lock of the directory. */
    void writeProcess() {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElseGet(Instant::now);
        try {
            Files.writeString(pid(), self.pid() + "\n" + started + "\n");
            written = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes back {@link #writeProcess()}; does nothing when that was not called. */
    void removeProcess() throws IOException {
        if (written) {
            Files.deleteIfExists(pid());
            written = false;
        }
    }

    private Path pid() {
        return run.resolve("daemon.pid");
    }
}
