package io.auditdb.kernel.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what is usual at each time of day, one file for each pool, so that a restart does not let a pool meet the morning
 * unprepared. What cannot be read or written is reported, and learned anew. Safe for use by many threads, if each pool is
 * one thread's.
 */
public final class SeasonFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SeasonFiles.class);

    private final Path directory;

    /** Keeps them in this directory, which need not be there. */
    public SeasonFiles(Path directory) {
        this.directory = directory;
    }

    /** Returns what is known of a pool. */
    Season read(String pool) {
        Path file = file(pool);
        try {
            return Files.exists(file) ? Season.parse(Files.readString(file)) : new Season();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("What is usual in the pool {} is learned anew, for {} cannot be read", pool, file, e);
            return new Season();
        }
    }

    void write(String pool, Season season) {
        Path file = file(pool);
        try {
            Files.createDirectories(directory);
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), season.text());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("What is usual in the pool {} could not be written to {}", pool, file, e);
        }
    }

    private Path file(String pool) {
        return directory.resolve(pool + ".season");
    }
}
