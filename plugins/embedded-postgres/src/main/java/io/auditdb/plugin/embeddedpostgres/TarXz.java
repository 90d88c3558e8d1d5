package io.auditdb.plugin.embeddedpostgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks an archive of trusted programs: complete under its final name, or not there at all. */
final class TarXz {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final int DECODER_MEMORY_KIB = 256 * 1024;

    private TarXz() {}

    static void unpack(InputStream compressed, Path target) throws IOException {
        Path parent = Files.createDirectories(target.toAbsolutePath().getParent());
        Path half = Files.createTempDirectory(parent, "unpacking-");
        try (var tar = new TarArchiveInputStream(new XZInputStream(compressed, DECODER_MEMORY_KIB))) {
            Files.setPosixFilePermissions(half, DIRECTORY);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, half);
            }
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; what it unpacked is the same
            Directories.delete(half);
        } catch (IOException | RuntimeException e) {
            Directories.delete(half);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("the archive names a place outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            makeDirectory(path, root);
            return;
        }
        makeDirectory(path.getParent(), root);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            writeFile(content, path, (entry.getMode() & 0100) != 0);
        } else {
            throw new IOException("the archive holds something that is no file, link or directory: " + entry.getName());
        }
    }

    private static void makeDirectory(Path path, Path root) throws IOException {
        if (!path.equals(root) && !Files.isDirectory(path)) {
            makeDirectory(path.getParent(), root);
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, DIRECTORY);
        }
    }

    /** Flushed to disk, because the final name promises that the programs are complete also after a power cut. */
    private static void writeFile(InputStream content, Path path, boolean executable) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            content.transferTo(out);
            channel.force(false);
        }
        var permissions = EnumSet.copyOf(executable ? DIRECTORY : FILE);
        Files.setPosixFilePermissions(path, permissions);
    }
}
