package io.auditdb.benchmarks.cache;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Row;
import io.auditdb.kernel.AuditDb;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Fills a local cache several times over with answers of all sizes, and asks what it holds. */
final class HeldBytes {
    private static final long CONFIGURED = 100L << 20;

    private final Bench bench;

    HeldBytes(Bench bench) {
        this.bench = bench;
    }

    Row row(Instances instances) throws Exception {
        Map<String, Object> local = new HashMap<>(CacheBenchmark.LOCAL);
        local.put("plugins.cache-local.size", "100MB");
        try (AuditDb caching = instances.open(local)) {
            return row(caching.extensions(QueryCache.class).iterator().next());
        }
    }

    private Row row(QueryCache cache) {
        var random = new SplittableRandom(59);
        long put = 0;
        for (int i = 0; put < 4 * CONFIGURED; i++) {
            int size = (int) (200 * Math.pow(2500, random.nextDouble())); // from 200 bytes to 500 KB
            put += size;
            var key = new CacheKey("t", "page", "form", Integer.toString(i), "12");
            cache.put(key, new CachedAnswer(new byte[size], Instant.now().plusSeconds(3600)));
            cache.get(key);
        }
        QueryCache.Stats stats = cache.stats();
        Map<String, Object> settings = bench.settings();
        settings.put("configuredBytes", CONFIGURED);
        settings.put("heldBytes", stats.bytes());
        settings.put("entries", stats.entries());
        double off = 100.0 * Math.abs(stats.bytes() - CONFIGURED) / CONFIGURED;
        return new Row("held-bytes", off, "% off", 5, 15, Row.Better.LOWER, settings);
    }
}
