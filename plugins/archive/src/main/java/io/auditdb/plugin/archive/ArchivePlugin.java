package io.auditdb.plugin.archive;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Cold partitions as Parquet files, still queryable. */
public final class ArchivePlugin implements Plugin {
    private Scratch scratch;
    private S3Storage bucket;
    private Engine engine;
    private ParquetArchive archive;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public Class<? extends Record> settings() {
        return ArchiveSettings.class;
    }

    @Override
    public void start(PluginContext context) throws IOException, SQLException {
        var settings = context.settings(ArchiveSettings.class);
        Path directory = absolute(
                settings.directory().orElseGet(() -> context.directory().resolve("archives")));
        scratch = Scratch.open(
                absolute(settings.scratch().orElseGet(() -> context.directory().resolve("scratch"))));
        engine = new Engine(settings, scratch.directory(), List.of(directory, scratch.directory()));
        Storage storage = storage(settings.s3(), directory);
        var plainFiles = new PlainFiles(
                storage, scratch, cipher(settings), settings.scratchLimit().bytes());
        archive = new ParquetArchive(storage, scratch, plainFiles, new ParquetFiles(engine, settings.rowGroup()));
    }

    private Storage storage(S3Settings s3, Path directory) {
        if (s3.bucket().isEmpty()) {
            return new DirectoryStorage(directory);
        }
        bucket = S3Clients.open(s3, s3.bucket().get());
        return bucket;
    }

    /** Without a key for new files, old ones are still read. */
    private static ChunkCipher cipher(ArchiveSettings settings) {
        return new ChunkCipher(
                settings.keyFile().map(ArchiveKey::read),
                settings.oldKeyFiles().stream()
                        .map(Path::of)
                        .map(ArchiveKey::read)
                        .toList());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public List<Archive> archives() {
        return List.of(archive);
    }

    @Override
    public void close() throws IOException, SQLException {
        try {
            if (engine != null) {
                engine.close();
            }
        } finally {
            if (bucket != null) {
                bucket.close();
            }
            if (scratch != null) {
                scratch.close();
            }
        }
    }
}
