package io.auditdb.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Objects as files of one directory. A file in it says that it is the one: where it is missing, something else is mounted,
 * or nothing, and what is not found then is not gone.
 */
final class DirectoryStorage implements Storage {
    static final String MARK = "audit-db-archives";
    private static final String UNFINISHED = ".tmp";
    private static final long PIECE = 1 << 20;

    private final Path directory;

    DirectoryStorage(Path directory) {
        this.directory = directory;
    }

    @Override
    public void put(String key, Path file) throws IOException {
        makeDirectory();
        Path unfinished = directory.resolve(key + UNFINISHED);
        copy(file, unfinished);
        Files.move(unfinished, directory.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
    }

    /** Piece by piece, because a disk that takes in a large file at once keeps every commit waiting. */
    private static void copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (long position = 0; position < in.size(); ) {
                position += in.transferTo(position, PIECE, out);
                out.force(false);
            }
            out.force(true);
        }
    }

    private void makeDirectory() throws IOException {
        Path mark = directory.resolve(MARK);
        if (Files.exists(mark)) {
            return;
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(mark, "Archives of audit-db. Files here are evidence; the platform removes what may go.\n");
        sync(mark, StandardOpenOption.WRITE);
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private Path present(String key) throws IOException {
        Path mark = directory.resolve(MARK);
        if (!Files.exists(mark)) {
            throw new NoSuchFileException(mark.toString());
        }
        return directory.resolve(key);
    }

    @Override
    public Optional<InputStream> open(String key) throws IOException {
        Path path = present(key);
        return Files.exists(path) ? Optional.of(Files.newInputStream(path)) : Optional.empty();
    }

    @Override
    public Optional<Path> inPlace(String key) throws IOException {
        Path path = present(key);
        return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(directory.resolve(key + UNFINISHED));
        if (Files.deleteIfExists(directory.resolve(key))) {
            sync(directory, StandardOpenOption.READ);
        }
    }

    @Override
    public List<String> keys() throws IOException {
        if (!Files.exists(directory.resolve(MARK))) {
            return List.of(); // nothing was stored yet, or it cannot be reached
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(MARK))
                    .map(name ->
                            name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
