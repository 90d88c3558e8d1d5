package io.auditdb.benchmarks.cache;

import io.auditdb.api.AuditDatabase;
import io.auditdb.benchmarks.Bench;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The platform on a database of many clinics, and further instances of it with caches. */
final class Instances implements AutoCloseable {
    private final TestingAuditDb plain;
    private final Bench bench;
    private final Map<AuditDb, Path> others = new LinkedHashMap<>();

    Instances(Bench bench) {
        this.bench = bench;
        this.plain = bench.open(Map.of("cache.enabled", false, "ledger.verification.background.enabled", false));
    }

    /** Returns the one without caches. */
    AuditDatabase plain() {
        return plain.database();
    }

    /** Opens another one with the same keys. */
    AuditDb open(Map<String, ?> settings) throws IOException {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("ledger.verification.background.enabled", false);
        Path directory = Files.createDirectory(bench.directory().resolve("instance" + others.size()));
        try (Stream<Path> keys = Files.walk(plain.var().resolve("keys"))) {
            for (Path file : keys.toList()) {
                Files.copy(file, directory.resolve(plain.var().relativize(file)));
            }
        }
        AuditDb other = AuditDb.open(plain.with(all).configuration(), directory);
        others.put(other, directory);
        return other;
    }

    /** Returns the directory of another one. */
    Path directory(AuditDb other) {
        return others.get(other);
    }

    TestingAuditDb testing() {
        return plain;
    }

    @Override
    public void close() {
        others.keySet().forEach(AuditDb::close);
        plain.close();
    }
}
