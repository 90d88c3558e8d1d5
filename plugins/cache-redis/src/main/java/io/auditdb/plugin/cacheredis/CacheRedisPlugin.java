package io.auditdb.plugin.cacheredis;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.QueryCache;
import java.nio.file.Path;
import java.util.List;

/** Answers of queries in Redis or Valkey, where every instance finds them. */
public final class CacheRedisPlugin implements Plugin {
    private RedisLink link;
    private RedisCache cache;

    @Override
    public String name() {
        return "cache-redis";
    }

    @Override
    public Class<? extends Record> settings() {
        return CacheRedisSettings.class;
    }

    /** Redis may be away: it is looked for until it is there. */
    @Override
    public void start(PluginContext context) {
        var settings = context.settings(CacheRedisSettings.class);
        var envelope = new Envelope(
                settings.compression(),
                settings.compressAbove().toInt(),
                settings.maxAnswer().toInt(),
                cipher(settings));
        link = RedisLink.open(new RedisClients(settings), settings.timeout());
        cache = new RedisCache(
                link, envelope, settings.namespace(), settings.maxAnswer().toInt());
    }

    private static ValueCipher cipher(CacheRedisSettings settings) {
        return new ValueCipher(
                settings.keyFile().map(ValueKey::read),
                settings.oldKeyFiles().stream()
                        .map(Path::of)
                        .map(ValueKey::read)
                        .toList());
    }

    @Override
    public List<QueryCache> queryCaches() {
        return List.of(cache);
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return List.of(new RedisHealth(cache));
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
    }
}
