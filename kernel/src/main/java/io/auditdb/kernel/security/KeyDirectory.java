package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that are not in the database: without them nobody can forge a batch, a checkpoint or a login. Made at first
 * start, readable by the owner only. Instances that share a database share this directory. Safe for use by many threads.
 */
public final class KeyDirectory {
    private static final int KEY_BYTES = 32;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    /** Opens the directory, and makes it when it is not there. */
    public KeyDirectory(Path directory) {
        this.directory = directory;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                // not createDirectory: another instance may be starting in the same moment
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw failed("Cannot make the key directory " + directory, e);
        }
    }

    /** Returns a password that follows from the database key and a label. */
    public String derivedPassword(String label) {
        byte[] password = hmac(secretKey("database.key"), label.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(password);
    }

    /** Returns a key of 32 random bytes, made on the first call. */
    public byte[] secretKey(String name) {
        String text = text(name, () -> {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            return Base64.getEncoder().encodeToString(key) + "\n";
        });
        return Base64.getDecoder().decode(text.strip());
    }

    /** Returns the text of a file, made by {@code first} when it is not there yet; one of several instances wins. */
    public String text(String name, Supplier<String> first) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                create(file, first.get());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw failed("Cannot read or make the key " + file, e);
        }
    }

    /**
     * Returns the text of a file that was made before.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when it is gone
     */
    public String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG, "Cannot read the key " + directory.resolve(name), e);
        }
    }

    /** Returns something that differs whenever a file was replaced; empty while there is none. */
    public String version(String name) {
        try {
            var attributes = Files.readAttributes(directory.resolve(name), BasicFileAttributes.class);
            return attributes.fileKey() + "/" + attributes.lastModifiedTime() + "/" + attributes.size();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw failed("Cannot read the key " + directory.resolve(name), e);
        }
    }

    /** Replaces the text of a file; readers see the old one or the new one, also after a crash. */
    public void replace(String name, String text) {
        try {
            Path next = writePrivate(Files.createTempFile(directory, name, ".new"), text);
            Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("Cannot write the key " + directory.resolve(name), e);
        }
    }

    /** Deletes a file, if it is there. */
    public void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw failed("Cannot delete the key " + directory.resolve(name), e);
        }
    }

    /** Does some work while no other process that shares this directory does any under the same name. */
    public <R> R exclusively(String name, Supplier<R> work) {
        try (FileChannel file = FileChannel.open(
                        directory.resolve(name + ".lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                FileLock held = file.lock()) {
            return work.get();
        } catch (OverlappingFileLockException e) {
            throw new AuditDbException(StandardErrorCode.CONFLICT, "Somebody else is changing the keys; try again", e);
        } catch (IOException e) {
            throw failed("Cannot lock the key directory " + directory, e);
        }
    }

    private void create(Path file, String text) throws IOException {
        Path temporary =
                writePrivate(Files.createTempFile(directory, file.getFileName().toString(), ".new"), text);
        try {
            Files.createLink(file, temporary); // fails when another instance was faster, where a move would overwrite
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path writePrivate(Path file, String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        return file;
    }

    /** Returns HMAC-SHA256 (RFC 2104) of a message. */
    public static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static AuditDbException failed(String message, IOException e) {
        return new AuditDbException(StandardErrorCode.INTERNAL_ERROR, message, e);
    }
}
