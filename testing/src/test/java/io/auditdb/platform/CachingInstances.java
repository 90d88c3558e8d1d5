package io.auditdb.platform;

import io.auditdb.api.AuditDatabase;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Several instances of the platform on one database, with the same keys and caches, and one without caches. */
final class CachingInstances implements AutoCloseable {
    private final TestingAuditDb plain;
    private final List<AuditDb> caching = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    /** Opens so many with caches, with further settings. */
    CachingInstances(int count, Map<String, ?> settings) {
        this.plain = TestingAuditDb.open(Map.of("cache.enabled", false));
        for (int i = 0; i < count; i++) {
            caching.add(AuditDb.open(configuration(settings), directory()));
        }
    }

    private Configuration configuration(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("cache.enabled", true);
        return plain.with(all).configuration();
    }

    private Path directory() {
        try {
            Path directory = Files.createTempDirectory("audit-db-caching");
            directories.add(directory);
            try (Stream<Path> keys = Files.walk(plain.var().resolve("keys"))) {
                for (Path file : keys.toList()) {
                    Files.copy(file, directory.resolve(plain.var().relativize(file)));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one of those with caches. */
    AuditDb caching(int number) {
        return caching.get(number % caching.size());
    }

    /** Returns the one that always asks the database. */
    AuditDatabase plain() {
        return plain.database();
    }

    TestingAuditDb testing() {
        return plain;
    }

    @Override
    public void close() {
        caching.forEach(AuditDb::close);
        plain.close();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
