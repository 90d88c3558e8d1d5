package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.CONFLICT;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of a server between its starts: the cluster in {@code data}, the superuser's password, the port. Held by
 * one process at a time, through {@code lock}.
 */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel lock;

    private DataDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Makes the directory if it is not there, and takes hold of it until closed. */
    static DataDirectory open(Path directory) throws IOException {
        Path real = Files.createDirectories(directory).toRealPath();
        FileChannel channel = FileChannel.open(
                real.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            if (!holds(channel)) {
                throw new AuditDbException(
                        CONFLICT,
                        "The PostgreSQL data in " + real + " is in use by another audit-db, process " + holder(channel)
                                + ". Stop that one first, or set AUDIT_DB_VAR or"
                                + " plugins.embedded-postgres.data-directory to another place");
            }
            channel.truncate(0)
                    .write(encode(Long.toString(ProcessHandle.current().pid())));
            return new DataDirectory(real, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean holds(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // Held within this very process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
    }

    private static ByteBuffer encode(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    Path path() {
        return directory;
    }

    /** Returns PostgreSQL's own data directory. */
    Path cluster() {
        return directory.resolve("data");
    }

    /** Returns the superuser's password, empty before the first start. */
    Optional<String> password() throws IOException {
        return read("password");
    }

    void keepPassword(String password) throws IOException {
        write("password", password);
    }

    /** Returns the port of the last start, 0 before the first. */
    int port() throws IOException {
        return read("port").map(Integer::valueOf).orElse(0);
    }

    void keepPort(int port) throws IOException {
        write("port", Integer.toString(port));
    }

    private Optional<String> read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private void write(String name, String text) throws IOException {
        Path written = directory.resolve(name + ".new");
        Files.deleteIfExists(written);
        writePrivate(written, text);
        Directories.rename(written, directory.resolve(name));
    }

    /** Writes a new file that only its owner may read. */
    static void writePrivate(Path file, String text) throws IOException {
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(encode(text));
            channel.force(true);
        }
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
