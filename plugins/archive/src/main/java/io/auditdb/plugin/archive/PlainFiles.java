package io.auditdb.plugin.archive;

import java.io.BufferedInputStream;
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

    /** A file in the scratch directory, once it is fetched; whoever fetches holds the copy's own lock. */
    private static final class Copy {
        private final String key;
        private volatile Path path;
        private volatile long bytes;
        private int readers;

        private Copy(String key) {
            this.key = key;
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
        Copy copy = lease(key);
        try {
            synchronized (copy) {
                if (copy.path == null) {
                    fetch(copy);
                    makeRoom();
                }
            }
            return new Lease(copy.path, () -> end(copy));
        } catch (IOException | RuntimeException e) {
            forget(key);
            end(copy);
            throw e;
        }
    }

    private synchronized Copy lease(String key) {
        Copy copy = copies.computeIfAbsent(key, Copy::new);
        copy.readers++;
        return copy;
    }

    private static boolean isEncrypted(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return ChunkCipher.isNextEncrypted(in);
        }
    }

    private void fetch(Copy copy) throws IOException {
        String key = copy.key;
        Path plain = scratch.file(".plain");
        try (InputStream stored = storage.open(key)
                        .orElseThrow(() -> Failures.damaged("The file " + key + " of an archive is gone", null));
                var in = new BufferedInputStream(stored);
                OutputStream out = Files.newOutputStream(plain)) {
            if (ChunkCipher.isNextEncrypted(in)) {
                cipher.decrypt(in, out);
            } else {
                in.transferTo(out);
            }
            copy.bytes = Files.size(plain);
            copy.path = plain;
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

    /** Copies that nobody reads go, the one first that was read longest ago. */
    private synchronized void makeRoom() {
        long bytes = copies.values().stream().mapToLong(copy -> copy.bytes).sum();
        Iterator<Copy> oldest = copies.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            Copy copy = oldest.next();
            if (copy.readers == 0) {
                bytes -= copy.bytes;
                oldest.remove();
                removeUnused(copy);
            }
        }
        if (bytes > limit) {
            throw Failures.unavailable(
                    "There is no room for a copy of an archive (plugins.archive.scratch-limit)", null);
        }
    }

    private synchronized void end(Copy copy) {
        copy.readers--;
        removeUnused(copy);
    }

    /** Forgets what is known of a file that is no more; who still reads the copy may finish. */
    synchronized void forget(String key) {
        Copy copy = copies.remove(key);
        if (copy != null) {
            removeUnused(copy);
        }
    }

    private void removeUnused(Copy copy) {
        if (copy.readers == 0 && copy.path != null && copies.get(copy.key) != copy) {
            try {
                Files.deleteIfExists(copy.path);
            } catch (IOException e) {
                throw Failures.unavailable("A copy in the scratch directory cannot be removed", e);
            }
        }
    }
}
