package io.auditdb.kernel.spool;

import io.auditdb.kernel.spool.SegmentReader.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up what an earlier process left in a spool, in the order it was written. For one thread. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final String NAME = "[0-9a-f]{16}(-\\d{8})*\\.spool";
    private static final String NUMBERED = "[0-9a-f]{16}[-.].*";
    private static final int DIGITS = 16;

    private final Path directory;
    private final byte[] key;
    private final SecureRandom random;
    private final Quarantine quarantine;
    private final List<Segment> segments = new ArrayList<>();

    Recovery(Path directory, byte[] key, SecureRandom random, Quarantine quarantine) {
        this.directory = directory;
        this.key = key;
        this.random = random;
        this.quarantine = quarantine;
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

    /** Looks through what is there; returns what is to be brought to the database. */
    List<Segment> run() throws IOException {
        SegmentWriter.removeDrafts(directory);
        List<Path> found = list(directory);
        for (int i = 0; i < found.size(); i++) {
            recover(found.get(i), i == found.size() - 1);
        }
        return segments;
    }

    /** A number is used once, also by what is in quarantine. */
    long firstFreeNumber() throws IOException {
        try (Stream<Path> here = Files.list(directory)) {
            return Stream.concat(here, quarantine.list().stream())
                    .map(it -> it.getFileName().toString())
                    .filter(it -> it.matches(NUMBERED))
                    .mapToLong(it -> Long.parseUnsignedLong(it.substring(0, DIGITS), 16) + 1)
                    .max()
                    .orElse(0);
        }
    }

    /** Only the last file can end within what was being written; a file is not left before it is whole. */
    private void recover(Path file, boolean last) throws IOException {
        SegmentReader.Content read = SegmentReader.read(file, key);
        boolean begun = Files.size(file) > SegmentWriter.HEADER_BYTES;
        if (begun && (read.condition() == Condition.DAMAGED || (read.condition() == Condition.TORN && !last))) {
            LOG.error(
                    "{} is damaged; {} of its records can be read. It is kept in {}",
                    file,
                    read.records().size(),
                    quarantine);
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
        segments.add(new Segment(
                file, Files.size(file), events, read.records().get(0).acceptedAt()));
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
}
