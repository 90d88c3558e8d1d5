package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.spool.SegmentReader.Condition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a spool, in the order they were begun, locked against other processes. Nothing in them is lost by a crash,
 * and nothing is deleted but by {@link #remove}. Safe for use by many threads.
 */
final class SpoolFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
    private static final String NAME = "[0-9a-f]{16}(-\\d{8})?\\.spool";

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
            Path directory,
            Quarantine quarantine,
            byte[] key,
            SecureRandom random,
            long segmentSize,
            FileChannel lock) {
        this.directory = directory;
        this.quarantine = quarantine;
        this.key = key;
        this.random = random;
        this.segmentSize = segmentSize;
        this.lock = lock;
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
            var files = new SpoolFiles(directory, quarantine, key, random, segmentSize, lock);
            files.recover();
            return files;
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

    /** Returns whether a directory holds events that are not in the database yet. */
    static boolean holdsEvents(Path directory) throws IOException {
        return !list(directory).isEmpty();
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(it -> it.getFileName().toString().matches(NAME))
                    .sorted()
                    .toList();
        }
    }

    private void recover() throws IOException {
        List<Path> found = list(directory);
        for (int i = 0; i < found.size(); i++) {
            recover(found.get(i), i == found.size() - 1);
        }
        next = firstFreeNumber();
        report();
    }

    /** A number is used once, also by what is in quarantine. */
    private long firstFreeNumber() throws IOException {
        try (Stream<Path> here = Files.list(directory)) {
            return Stream.concat(here, quarantine.list().stream())
                    .map(it -> it.getFileName().toString())
                    .filter(it -> it.matches("[0-9a-f]{16}[-.].*"))
                    .mapToLong(it -> Long.parseUnsignedLong(it.substring(0, 16), 16) + 1)
                    .max()
                    .orElse(0);
        }
    }

    /** Only the last file can end within what was being written; a file is not left before it is whole. */
    private void recover(Path file, boolean last) throws IOException {
        SegmentReader.Content read = SegmentReader.read(file, key);
        boolean begun = Files.size(file) > SegmentWriter.HEADER_BYTES;
        if (begun && (read.condition() == Condition.DAMAGED || (read.condition() == Condition.TORN && !last))) {
            LOG.error("{} is damaged; {} of its records can be read. It is kept in {}", file, read.records().size(), quarantine);
            quarantine.keepDamaged(file);
        } else if (read.condition() == Condition.TORN) {
            LOG.warn("{} ends within a record that was not acknowledged, and is not used", file);
        }
        long events = read.records().stream().mapToLong(SpooledEvents::count).sum();
        if (events == 0) {
            Files.delete(file);
            Directories.force(directory);
            return;
        }
        if (read.condition() != Condition.WHOLE) {
            rewrite(file, read.records());
        }
        segments.add(new Segment(file, Files.size(file), events, read.records().get(0).acceptedAt()));
    }

    /** What is left of a file takes its place, so that the next start does not have to judge it again. */
    private void rewrite(Path file, List<SpooledEvents> records) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (SegmentWriter whole = SegmentWriter.create(next, key, random)) {
            whole.append(records);
            whole.end();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Directories.force(directory);
    }

    /** Writes records, all or none; returns when they are on disk. */
    synchronized void append(List<SpooledEvents> group) throws IOException {
        boolean begun = writer == null;
        if (begun) {
            Path file = directory.resolve(String.format("%016x.spool", next++));
            writer = SegmentWriter.create(file, key, random);
        }
        int events = group.stream().mapToInt(SpooledEvents::count).sum();
        try {
            writer.append(group);
        } catch (IOException e) {
            abandon(begun);
            throw e;
        }
        Segment segment = begun
                ? new Segment(writer.file(), 0, 0, group.get(0).acceptedAt())
                : segments.removeLast();
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
    List<SpooledEvents> read(Segment segment) throws IOException {
        return SegmentReader.read(segment.file(), key).records();
    }

    /** Deletes the oldest file, when everything in it is in the database or in quarantine. */
    synchronized void remove(Segment segment) throws IOException {
        Files.delete(segment.file());
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
        quarantine.put(segment.name().substring(0, 16) + String.format("-%08d.spool", number), events);
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
