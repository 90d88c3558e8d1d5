package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file with one secret, for its owner only. */
final class TokenFile {
    private static final int MAX_LENGTH = 1024;

    private final Path file;

    TokenFile(Path file) {
        this.file = file;
    }

    /** Returns the secret, after taking the file from everybody but its owner; empty when there is no file. */
    Optional<String> read() {
        try {
            restrict(file);
            try (var in = Files.newInputStream(file)) {
                return Optional.of(new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8).strip());
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Writes the secret so that the file is never seen half written or by others. */
    void write(String secret) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path half = Files.createTempFile(directory, file.getFileName().toString(), ".new");
            try {
                restrict(half);
                try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8)));
                    channel.force(true);
                }
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    private static void restrict(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private AuditDbException failed(String verb, IOException cause) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "Cannot " + verb + " the token file " + file + "; check the owner and mode of its directory",
                cause);
    }
}
