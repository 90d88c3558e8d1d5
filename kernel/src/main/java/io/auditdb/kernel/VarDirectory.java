package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that holds the platform's state, locked for as long as the platform runs. */
final class VarDirectory implements AutoCloseable {
    /** Name of the files that tell how to reach the database as its provisioning role. */
    static final String SUPERUSER = "database-superuser";

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final FileChannel lockFile;

    private VarDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /** Makes the directory when it is not there, and takes its lock. */
    static VarDirectory open(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute.resolve("run"));
            FileChannel lockFile = FileChannel.open(
                    absolute.resolve("run/daemon.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "Another audit-db already runs on " + absolute
                                + "; stop it, or set AUDIT_DB_VAR to another directory");
            }
            return new VarDirectory(absolute, lockFile);
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "Cannot use " + absolute + ": " + e.getMessage() + "; set AUDIT_DB_VAR to a directory that can be"
                            + " written",
                    e);
        }
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /**
     * Returns how the database that a daemon runs on this directory is reached as its provisioning role.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when no daemon has written it
     */
    static DatabaseAddress superuser(Path directory) {
        Path file = directory.resolve("run/" + SUPERUSER + ".pgpass");
        try {
            // fields are separated by colons that no backslash escapes
            String[] fields = Files.readString(file).strip().split("(?<!\\\\):", -1);
            return new DatabaseAddress(
                    plain(fields[0]),
                    Integer.parseInt(fields[1]),
                    plain(fields[2]),
                    plain(fields[3]),
                    plain(fields[4]),
                    "");
        } catch (IOException | ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "No database is configured and no daemon runs one; set AUDIT_DB_DATABASE_URL, or start the daemon",
                    e);
        }
    }

    private static String plain(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }

    Path path() {
        return directory;
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    /** Writes where the HTTP interface is, for the command line. */
    void writeHttpUrl(String url) {
        write("run/http.url", url + "\n");
    }

    /** Writes how to reach the database with psql: a URL that names a password file, never the password. */
    void writeDatabaseUrl(String name, DatabaseAddress address) {
        Path passwords = write(
                "run/" + name + ".pgpass",
                String.join(
                                ":",
                                passwordField(address.host()),
                                Integer.toString(address.port()),
                                passwordField(address.database()),
                                passwordField(address.user()),
                                passwordField(address.password()))
                        + "\n");
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        write(
                "run/" + name + ".url",
                "postgresql://" + encode(address.user()) + "@" + host + ":" + address.port() + "/"
                        + encode(address.database()) + "?passfile=" + encode(passwords.toString()) + "\n");
    }

    private static String passwordField(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Path write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            Path next =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".next", PRIVATE);
            Files.writeString(next, text);
            return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AuditDbException(StandardErrorCode.INTERNAL_ERROR, "Cannot write " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(directory.resolve("run/http.url"));
        lockFile.close();
    }
}
