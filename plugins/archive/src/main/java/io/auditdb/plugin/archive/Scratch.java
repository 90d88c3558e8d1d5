package io.auditdb.plugin.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** The directory in which rows lie in plain text while they are worked on: readable by nobody else, and emptied. */
final class Scratch implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path directory;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    static Scratch open(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
        var scratch = new Scratch(directory);
        scratch.empty();
        return scratch;
    }

    Path directory() {
        return directory;
    }

    /** Returns a path that no file has. */
    Path file(String suffix) throws IOException {
        Path file = Files.createTempFile(directory, "rows", suffix);
        Files.delete(file);
        return file;
    }

    private void empty() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        empty();
    }
}
