package io.auditdb.plugin.archive;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.api.storage.EventPlace;
import io.auditdb.plugin.archive.PlainFiles.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Archives as Parquet files with their manifests beside them. */
final class ParquetArchive implements Archive {
    private static final String ROWS = ".parquet";
    private static final String MANIFEST = ".manifest";
    private static final int MAX_MANIFEST = 64 << 10;

    /** Names come from the database, and must not lead anywhere else. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_.-]{0,200}");

    private final Storage storage;
    private final Scratch scratch;
    private final PlainFiles plainFiles;
    private final ParquetFiles files;

    ParquetArchive(Storage storage, Scratch scratch, PlainFiles plainFiles, ParquetFiles files) {
        this.storage = storage;
        this.scratch = scratch;
        this.plainFiles = plainFiles;
        this.files = files;
    }

    private static String key(String name, String kind) {
        if (!NAME.matcher(name).matches()) {
            throw Failures.damaged("\"" + name + "\" is not the name of an archive", null);
        }
        return name + kind;
    }

    @Override
    public ArchiveFile store(String name, ArchiveRows rows) {
        String key = key(name, ROWS);
        try {
            Path plain = scratch.file(ROWS);
            try {
                files.write(plain, rows);
                plainFiles.put(key, plain);
            } finally {
                Files.deleteIfExists(plain);
            }
            return measure(name).orElseThrow(() -> Failures.damaged("The archive " + name + " is gone", null));
        } catch (IOException e) {
            throw Failures.unavailable(e);
        }
    }

    @Override
    public void storeManifest(String name, String note) {
        String key = key(name, MANIFEST);
        try {
            Path file = scratch.file(MANIFEST);
            try {
                Files.writeString(file, note);
                storage.put(key, file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Failures.unavailable(e);
        }
    }

    @Override
    public Optional<String> manifest(String name) {
        return read(key(name, MANIFEST), in -> new String(in.readNBytes(MAX_MANIFEST), StandardCharsets.UTF_8));
    }

    @Override
    public Optional<ArchiveFile> measure(String name) {
        return read(key(name, ROWS), ParquetArchive::measure);
    }

    private interface Reading<R> {
        R read(InputStream in) throws IOException;
    }

    /** Reads an object; empty when it is not there. */
    private <R> Optional<R> read(String key, Reading<R> reading) {
        try {
            Optional<InputStream> found = storage.open(key);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = found.get()) {
                return Optional.of(reading.read(in));
            }
        } catch (IOException e) {
            throw Failures.unavailable(e);
        }
    }

    private static ArchiveFile measure(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
            return new ArchiveFile(bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public ArchiveRows rows(String name, ArchiveOrder order) {
        // they were stored in this order
        return read(List.of(name), new Selection(), order == ArchiveOrder.NEWEST_FIRST ? null : order, 0);
    }

    @Override
    public ArchiveRows query(
            Collection<String> names, EventQuery query, EventPlace after, ArchiveOrder order, int limit) {
        return read(names, Selection.of(query, after), order, limit);
    }

    @Override
    public ArchiveRows find(Collection<String> names, UUID id, Instant occurredAt) {
        return read(names, Selection.of(id, occurredAt), ArchiveOrder.IDS, 0);
    }

    @Override
    public ArchiveRows batch(Collection<String> names, int writer, long number) {
        return read(names, Selection.of(writer, number), ArchiveOrder.BATCHES, 0);
    }

    private ArchiveRows read(Collection<String> names, Selection selection, ArchiveOrder order, int limit) {
        var leases = new ArrayList<Lease>();
        try {
            for (String name : names) {
                leases.add(plainFiles.open(key(name, ROWS)));
            }
            List<Path> paths = leases.stream().map(Lease::path).toList();
            return files.read(paths, selection, order, limit, () -> leases.forEach(Lease::close));
        } catch (IOException e) {
            leases.forEach(Lease::close);
            throw Failures.unavailable(e);
        } catch (RuntimeException e) {
            leases.forEach(Lease::close);
            throw e;
        }
    }

    @Override
    public void remove(String name) {
        try {
            plainFiles.forget(key(name, ROWS));
            storage.delete(key(name, ROWS));
            storage.delete(key(name, MANIFEST));
        } catch (IOException e) {
            throw Failures.unavailable(e);
        }
    }

    @Override
    public List<String> names() {
        try {
            return storage.keys().stream()
                    .filter(key -> key.endsWith(ROWS) || key.endsWith(MANIFEST))
                    .map(key -> key.substring(0, key.lastIndexOf('.')))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw Failures.unavailable(e);
        }
    }
}
