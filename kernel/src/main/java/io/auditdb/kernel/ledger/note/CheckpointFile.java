package io.auditdb.kernel.ledger.note;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.primary.PublishedLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest checkpoint in a file outside the database: what tells a database that was put back to an older copy from one
 * that was not. Replaced atomically, and only by a larger one, also when several processes share the file. For one thread.
 */
public final class CheckpointFile implements PublishedLog {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
    /** The lock is held for a comparison and a rename; whoever has it for longer was stopped. */
    private static final int LOCK_ATTEMPTS = 20;

    private static final int LOCK_PAUSE_MILLIS = 10;
    private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

    private final Path file;

    public CheckpointFile(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(directory());
        deleteLeftovers();
    }

    private Path directory() {
        return file.toAbsolutePath().getParent();
    }

    /** What a process that was killed left; recent ones may be another's that is at work. */
    private void deleteLeftovers() throws IOException {
        Instant recent = Instant.now().minus(LEFTOVER_AGE);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory(), file.getFileName() + ".*.next")) {
            for (Path leftover : leftovers) {
                deleteIfOlder(leftover, recent);
            }
        }
    }

    private static void deleteIfOlder(Path leftover, Instant time) throws IOException {
        try {
            if (Files.getLastModifiedTime(leftover).toInstant().isBefore(time)) {
                Files.deleteIfExists(leftover);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} was another process's, which is done with it", leftover, e);
        }
    }

    public Optional<String> read() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    public Optional<Head> newest() throws IOException {
        Optional<String> kept = read();
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(CheckpointNote.parse(kept.get())
                .map(note -> new Head(note.size(), note.root()))
                .orElseThrow(() -> new IOException(file + " holds no checkpoint")));
    }

    /** Keeps a checkpoint, if it is larger than the one that is there. */
    public void write(Checkpoint checkpoint) throws IOException {
        if (!isLarger(checkpoint)) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".next");
        try {
            writeDurably(next, checkpoint.note());
            replace(next, checkpoint);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void writeDurably(Path next, String note) throws IOException {
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    private void replace(Path next, Checkpoint checkpoint) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file.resolveSibling(file.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (lock == null) {
                LOG.warn("{} is locked by another process; it stays at an older checkpoint for now", file);
            } else if (isLarger(checkpoint)) {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        for (int attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                LOG.debug("{} is locked within this process", channel, e);
            }
            pause();
        }
        return null;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOCK_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the lock of the checkpoint");
        }
    }

    private boolean isLarger(Checkpoint checkpoint) throws IOException {
        Optional<String> kept = read();
        return kept.isEmpty() || checkpoint.size() > size(kept.get());
    }

    private long size(String note) throws IOException {
        String[] lines = note.split("\n", 3);
        try {
            return Long.parseLong(lines[1]);
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException(file + " holds no checkpoint", e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
