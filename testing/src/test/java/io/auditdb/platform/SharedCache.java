package io.auditdb.platform;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.plugin.cacheredis.CacheRedisPlugin;
import io.auditdb.testing.TestingPluginContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The cache of the plugin {@code cache-redis}, as one instance has it. */
final class SharedCache implements AutoCloseable {
    private final CacheRedisPlugin plugin;
    private final QueryCache cache;

    private SharedCache(CacheRedisPlugin plugin) {
        this.plugin = plugin;
        this.cache = plugin.queryCaches().get(0);
    }

    static SharedCache open(String address, Path directory, Map<String, Object> settings) {
        var context = TestingPluginContext.builder("cache-redis", directory).setting("addresses", address);
        settings.forEach(context::setting);
        var plugin = new CacheRedisPlugin();
        plugin.start(context.build());
        return new SharedCache(plugin);
    }

    static CacheKey key(String parameters) {
        return new CacheKey("clinic", "page", "q", parameters, "1");
    }

    /** Returns the name in Redis of such a key. */
    static String name(String parameters) {
        return "audit-db:clinic:page:q:" + parameters + ":1";
    }

    QueryCache cache() {
        return cache;
    }

    void put(String parameters, String text) {
        cache.put(
                key(parameters),
                new CachedAnswer(
                        text.getBytes(StandardCharsets.UTF_8), Instant.now().plus(Duration.ofMinutes(5))));
    }

    Optional<String> get(String parameters) {
        return cache.get(key(parameters)).map(answer -> new String(answer.bytes(), StandardCharsets.UTF_8));
    }

    long evicted(String cause) {
        return cache.stats().evictions().get(cause);
    }

    HealthCheck.Result health() {
        return plugin.healthChecks().get(0).check();
    }

    @Override
    public void close() {
        plugin.close();
    }
}
