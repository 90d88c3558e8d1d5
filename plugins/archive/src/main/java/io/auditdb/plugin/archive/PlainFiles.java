package io.auditdb.plugin.archive;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files of storage as they can be read: in place where they lie there in plain text, otherwise fetched and decrypted into
 * the scratch directory, where they stay for the next reader as long as there is room. Safe for use by many threads.
 */
final class PlainFiles {
    private final Storage storage;
    private final Scratch scratch;
    private final ChunkCipher cipher;
    private final long limit;
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    PlainFiles(Storage storage, Scratch scratch, ChunkCipher cipher, long limit) {
        this.storage = storage;
        this.scratch = scratch;
        this.cipher = cipher;
        this.limit = limit;
    }

    private static final class Copy {
        private final Path path;
        private final long bytes;
        private int readers;

        private Copy(Path path, long bytes) {
            this.path = path;
            this.bytes = bytes;
        }
    }

    /** A file, there until it is given back. */
    record Lease(Path path, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** Puts a file into storage, encrypted where there is a key. */
    void put(String key, Path plain) throws IOException {
        if (!cipher.encrypts()) {
            storage.put(key, plain);
            return;
        }
        Path encrypted = scratch.file(".encrypted");
        try {
            try (InputStream in = Files.newInputStream(plain);
                    OutputStream out = Files.newOutputStream(encrypted)) {
                cipher.encrypt(in, out);
            }
            storage.put(key, encrypted);
        } finally {
            Files.deleteIfExists(encrypted);
        }
    }

    /** Returns a file to be read. */
    Lease open(String key) throws IOException {
        Optional<Path> inPlace = storage.inPlace(key);
        if (inPlace.isPresent() && !isEncrypted(inPlace.get())) {
            return new Lease(inPlace.get(), () -> {});
        }
        synchronized (this) {
            Copy copy = copies.get(key);
            if (copy == null) {
                copy = fetch(key);
                copies.put(key, copy);
                try {
                    makeRoom();
                } catch (AuditDbException e) {
                    forget(key);
                    throw e;
                }
            }
            copy.readers++;
            Copy leased = copy;
            return new Lease(copy.path, () -> end(leased));
        }
    }

    private static boolean isEncrypted(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ChunkCipher.isEncrypted(in);
        }
    }

    private Copy fetch(String key) throws IOException {
        Path plain = scratch.file(".plain");
        try (InputStream in = storage.open(key)
                .orElseThrow(() -> Failures.damaged("The file " + key + " of an archive is gone", null))) {
            boolean encrypted = storage.inPlace(key).isPresent() || isEncrypted(key);
            try (OutputStream out = Files.newOutputStream(plain)) {
                if (encrypted) {
                    cipher.decrypt(in, out);
                } else {
                    in.transferTo(out);
                }
            }
            return new Copy(plain, Files.size(plain));
        } catch (ChunkCipher.UnknownKeyException e) {
            Files.deleteIfExists(plain);
            throw Failures.unavailable("The archive file " + key + " " + e.getMessage(), e);
        } catch (ChunkCipher.DamagedException e) {
            Files.deleteIfExists(plain);
            throw Failures.damaged("The archive file " + key + " cannot be decrypted: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(plain);
            throw e;
        }
    }

    private boolean isEncrypted(String key) throws IOException {
        try (InputStream in = storage.open(key).orElse(InputStream.nullInputStream())) {
            return ChunkCipher.isEncrypted(in);
        }
    }

    /** Copies that nobody reads go, the one first that was read longest ago. */
    private void makeRoom() throws IOException {
        long bytes = copies.values().stream().mapToLong(copy -> copy.bytes).sum();
        Iterator<Copy> oldest = copies.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            Copy copy = oldest.next();
            if (copy.readers == 0 && oldest.hasNext()) {
                bytes -= copy.bytes;
                oldest.remove();
                Files.deleteIfExists(copy.path);
            }
        }
        if (bytes > limit) {
            throw Failures.unavailable("There is no room to decrypt an archive (plugins.archive.scratch-limit)", null);
        }
    }

    private synchronized void end(Copy copy) {
        copy.readers--;
    }

    /** Forgets what is known of a file that is no more. */
    synchronized void forget(String key) throws IOException {
        Copy copy = copies.remove(key);
        if (copy != null) {
            Files.deleteIfExists(copy.path);
        }
    }
}
