package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.spool.SegmentReader.Condition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a spool, in the order they were begun, locked against other processes. Nothing in them is lost by a crash,
 * and nothing is deleted but by {@link #remove}. Safe for use by many threads.
 */
final class SpoolFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);

    private final Path directory;
    private final Quarantine quarantine;
    private final byte[] key;
    private final long segmentSize;
    private final FileChannel lock;
    private final SecureRandom random;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private SegmentWriter writer;
    private long next;
    private volatile SpoolContent content = SpoolContent.NONE;

    private SpoolFiles(
            Path directory, byte[] key, SecureRandom random, long segmentSize, Quarantine quarantine, FileChannel lock)
            throws IOException {
        this.directory = directory;
        this.quarantine = quarantine;
        this.key = key;
        this.random = random;
        this.segmentSize = segmentSize;
        this.lock = lock;
        var recovery = new Recovery(directory, key, random, quarantine);
        segments.addAll(recovery.run());
        this.next = recovery.firstFreeNumber();
        report();
    }

    /**
     * Opens a directory, made when it is not there, and looks through what an earlier process left in it.
     *
     * @throws AuditDbException {@code CONFLICT} when another process has it open
     */
    static SpoolFiles open(Path directory, byte[] key, long segmentSize) throws IOException {
        Directories.make(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isLocked(lock)) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "Another audit-db uses the spool " + directory + "; give each its own, ingest.spool.directory");
            }
            var random = new SecureRandom();
            var quarantine = Quarantine.open(directory, key, random);
            return new SpoolFiles(directory, key, random, segmentSize, quarantine, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    /** Writes records, all or none; returns when they are on disk. */
    synchronized void append(List<SpooledEvents> group) throws IOException {
        boolean begun = writer == null;
        if (begun) {
            Path file = directory.resolve("%016x".formatted(next++) + Segment.SUFFIX);
            writer = SegmentWriter.create(file, key, random);
        }
        int events = group.stream().mapToInt(SpooledEvents::count).sum();
        try {
            writer.append(group);
        } catch (IOException e) {
            abandon(begun);
            throw e;
        }
        Segment segment = begun ? new Segment(writer.file(), 0, 0, group.get(0).acceptedAt()) : segments.removeLast();
        segments.addLast(segment.with(writer.size(), events));
        if (writer.size() >= segmentSize) {
            seal();
        }
        report();
    }

    private void abandon(boolean empty) throws IOException {
        try (SegmentWriter failed = writer) {
            writer = null;
            if (empty) {
                Files.deleteIfExists(failed.file());
            }
        }
    }

    private void seal() {
        if (writer == null) {
            return;
        }
        try (SegmentWriter full = writer) {
            writer = null;
            full.end();
        } catch (IOException e) {
            LOG.warn("A file of the spool could not be ended; all that was acknowledged is in it", e);
        }
    }

    /** Returns the file that was begun first, to which nothing is added any more. */
    synchronized Optional<Segment> oldest() {
        if (segments.size() == 1) {
            seal();
        }
        return Optional.ofNullable(segments.peekFirst());
    }

    /** Returns the records of a file, in the order they were written. */
    synchronized List<SpooledEvents> read(Segment segment) throws IOException {
        SegmentReader.Content content = SegmentReader.read(segment.file(), key);
        if (content.condition() != Condition.WHOLE) {
            LOG.error("{} was damaged; it is kept in {}", segment.file(), quarantine);
            quarantine.keepDamaged(segment.file());
            report();
        }
        return content.records();
    }

    /** Deletes the oldest file, when everything in it is in the database or in quarantine. */
    synchronized void remove(Segment segment) throws IOException {
        Files.deleteIfExists(segment.file());
        Directories.force(directory);
        segments.removeFirstOccurrence(segment);
        report();
    }

    /**
     * Puts events aside that the database does not take.
     *
     * @param number of the events within the file; the same ones are put aside once
     */
    synchronized void quarantine(Segment segment, int number, SpooledEvents events) throws IOException {
        quarantine.put(segment.name() + "-%08d".formatted(number) + Segment.SUFFIX, events);
        report();
    }

    private void report() {
        content = new SpoolContent(
                segments.size(),
                segments.stream().mapToLong(Segment::events).sum(),
                quarantine.bytes() + segments.stream().mapToLong(Segment::bytes).sum(),
                Optional.ofNullable(segments.peekFirst()).map(Segment::oldest),
                quarantine.files());
    }

    /** Returns what there is, as of the last change. */
    SpoolContent content() {
        return content;
    }

    @Override
    public synchronized void close() throws IOException {
        seal();
        lock.close();
    }
}
