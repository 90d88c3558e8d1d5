package io.auditdb.plugin.embeddedpostgres;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What postmaster.pid says, the file that a server keeps in its data directory while it runs, and leaves there when it
 * is killed.
 *
 * @param pid the process
 * @param port where it listens; 0 while it has not said so yet
 * @param status such as starting, ready or stopping; empty while it has not said so yet
 */
record PostmasterFile(long pid, int port, String status) {
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    PostmasterFile {
        requireNonNull(status, "status is null");
    }

    static Optional<PostmasterFile> read(Path cluster) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PostmasterFile(
                            Long.parseLong(lines.get(0).strip()),
                            lines.size() > PORT_LINE
                                    ? Integer.parseInt(lines.get(PORT_LINE).strip())
                                    : 0,
                            lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : ""));
        } catch (NumberFormatException e) {
            return Optional.empty(); // Caught while being written
        }
    }

    boolean isReady() {
        return status.equals("ready");
    }

    /** Returns the process, if it is there and is the server of this data directory, not a later one of the same number. */
    Optional<ProcessHandle> process(Path cluster) {
        return ProcessHandle.of(pid)
                .filter(process -> isAlive(process)
                        && (process.info().commandLine().orElse("") + " ").contains(" -D " + cluster + " "));
    }

    /** A process that has ended and that nobody waits for, which happens below a container's first process, is dead. */
    static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return !stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return process.isAlive(); // Not Linux, or it has ended just now
        }
    }
}
