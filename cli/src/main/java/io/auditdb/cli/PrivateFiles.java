package io.auditdb.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories for the owner only, from the moment they exist; by the parent's rules where there are no modes. */
final class PrivateFiles {
    private PrivateFiles() {}

    /** Makes an empty file that must not be there yet. */
    static void create(Path file) throws IOException {
        Files.createFile(file, mode("rw-------"));
    }

    /**
     * Makes a directory where it is missing. Its parents stay open to pass through, because the embedded database runs
     * as another user below them.
     */
    static Path directory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Files.createDirectories(directory.toAbsolutePath().getParent());
        try {
            return Files.createDirectory(directory, mode("rwx------"));
        } catch (FileAlreadyExistsException e) {
            return directory; // made by another process in the same moment
        }
    }

    private static FileAttribute<?>[] mode(String mode) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
