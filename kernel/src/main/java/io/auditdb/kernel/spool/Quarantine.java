package io.auditdb.kernel.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** Where the spool puts what it cannot bring to the database, for somebody to look at. For one thread. */
final class Quarantine {
    private static final String DAMAGED = ".damaged";

    private final Path directory;
    private final byte[] key;
    private final SecureRandom random;
    private long files;
    private long bytes;

    private Quarantine(Path directory, byte[] key, SecureRandom random) {
        this.directory = directory;
        this.key = key;
        this.random = random;
    }

    /** Opens the one of a spool, made when it is not there. */
    static Quarantine open(Path spool, byte[] key, SecureRandom random) throws IOException {
        var quarantine = new Quarantine(spool.resolve("quarantine"), key, random);
        Directories.make(quarantine.directory);
        SegmentWriter.removeDrafts(quarantine.directory);
        quarantine.count();
        return quarantine;
    }

    /** Keeps events, as a file that the spool takes up again when it is moved back; under the same name, once. */
    void put(String name, SpooledEvents events) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        try (SegmentWriter writer = SegmentWriter.create(file, key, random)) {
            writer.append(List.of(events));
        }
        count();
    }

    /** Keeps a copy of a file that cannot be read as it was written. */
    void keepDamaged(Path file) throws IOException {
        Path copy = directory.resolve(file.getFileName() + DAMAGED);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Directories.force(directory);
        count();
    }

    /** Returns what is there. */
    List<Path> list() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.toList();
        }
    }

    private void count() throws IOException {
        List<Path> found = list();
        long sum = 0;
        for (Path file : found) {
            sum += Files.size(file);
        }
        files = found.size();
        bytes = sum;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
