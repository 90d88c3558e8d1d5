package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory for one server, kept between runs below the user's own directory for temporary files. Several JVMs that
 * test at once take different ones.
 */
final class ServerSlot implements AutoCloseable {
    private static final int SLOTS = 64;
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    /**
     * What this JVM has. The system's locks belong to the whole process, and closing any channel to a locked file gives the
     * lock back, so a file that is locked here must not even be opened again.
     */
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private final int number;
    private final Path root;
    private final Path directory;
    private final FileChannel lock;

    private ServerSlot(int number, Path root, Path directory, FileChannel lock) {
        this.number = number;
        this.root = requireNonNull(root, "root is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.lock = requireNonNull(lock, "lock is null");
    }

    /** Takes the first free one. */
    static ServerSlot take() throws IOException {
        Path root = ownDirectory(
                Path.of(System.getProperty("java.io.tmpdir"), "audit-db-testing-" + System.getProperty("user.name")));
        for (int i = 0; i < SLOTS; i++) {
            if (TAKEN.add(i)) {
                FileChannel channel = FileChannel.open(
                        root.resolve("server-" + i + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    return new ServerSlot(i, root, passable(root.resolve("server-" + i)), channel);
                }
                channel.close();
                TAKEN.remove(i);
            }
        }
        throw new IllegalStateException("all " + SLOTS + " servers in " + root + " are in use");
    }

    /** The place is in a directory that others may write to as well: nobody else must have made it. */
    private static Path ownDirectory(Path path) throws IOException {
        passable(path);
        Path probe = Files.createTempFile(path, "owner-", null);
        try {
            if (Files.isSymbolicLink(path)
                    || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))) {
                throw new IllegalStateException(path + " belongs to somebody else; remove it");
            }
        } finally {
            Files.delete(probe);
        }
        return path;
    }

    private static Path passable(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PASSABLE);
        }
        return directory;
    }

    Path directory() {
        return directory;
    }

    /** Returns where all slots share the unpacked programs. */
    Path binaries() {
        return root.resolve("binaries");
    }

    /** Removes everything that was kept. */
    void wipe() throws IOException {
        List<Path> deepestFirst;
        try (var paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
        passable(directory);
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        lock.close();
        TAKEN.remove(number);
    }
}
