package io.auditdb.benchmarks.cache;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redisson.RedissonCacheBuilder;
import com.alicp.jetcache.support.Kryo5ValueDecoder;
import com.alicp.jetcache.support.Kryo5ValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.QuickConfig;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/**
 * Two instances of an application that keeps answers in JetCache, Caffeine in front of Redis, as its users do: an append
 * removes the answers that its author knows it changes, and JetCache tells the other instance.
 */
final class JetCachePair implements CachedWork.Subject, AutoCloseable {
    private static final String AREA = "default";

    private final List<AuditDatabase> databases;
    private final ClinicQueries queries;
    private final RedisServer redis;
    private final List<RedissonClient> clients = new ArrayList<>();
    private final List<SimpleCacheManager> managers = new ArrayList<>();
    private final List<Cache<String, List<KeptEvent>>> caches = new ArrayList<>();

    JetCachePair(List<AuditDatabase> databases, ClinicQueries queries, RedisServer redis, int entries) {
        this.databases = databases;
        this.queries = queries;
        this.redis = redis;
        databases.forEach(database -> open(entries));
    }

    private void open(int entries) {
        var config = new Config();
        config.setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer().setAddress("redis://" + redis.address());
        RedissonClient client = Redisson.create(config);
        clients.add(client);
        var manager = new SimpleCacheManager();
        CacheBuilder local = CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(entries);
        CacheBuilder remote = RedissonCacheBuilder.createBuilder()
                .redissonClient(client)
                .keyConvertor(key -> key)
                .keyPrefix("jetcache:")
                .broadcastChannel("jetcache")
                .valueEncoder(Kryo5ValueEncoder.INSTANCE)
                .valueDecoder(Kryo5ValueDecoder.INSTANCE);
        manager.setCacheBuilderTemplate(new CacheBuilderTemplate(false, Map.of(AREA, local), Map.of(AREA, remote)));
        managers.add(manager);
        caches.add(manager.getOrCreateCache(QuickConfig.newBuilder(AREA, "answers")
                .cacheType(CacheType.BOTH)
                .syncLocal(true)
                .localLimit(entries)
                .expire(Duration.ofMinutes(5))
                .penetrationProtect(true)
                .build()));
    }

    @Override
    public long read(int instance, int query) {
        List<KeptEvent> found = caches.get(instance)
                .computeIfAbsent(Integer.toString(query), key -> ask(databases.get(instance), query));
        return found.isEmpty()
                ? 0
                : ClinicQueries.micros(found.get(0).occurredAt().toInstant());
    }

    private List<KeptEvent> ask(AuditDatabase database, int query) {
        var events = new ArrayList<KeptEvent>();
        for (RecordedEvent event : database.query(queries.query(query).build()).events()) {
            events.add(KeptEvent.of(event));
        }
        return events;
    }

    @Override
    public void append(int instance, int query) {
        queries.append(
                databases.get(instance), query, () -> caches.get(instance).remove(Integer.toString(query)));
    }

    @Override
    public void cut() throws Exception {
        redis.command("CLIENT", "KILL", "TYPE", "pubsub");
    }

    @Override
    public void close() {
        managers.forEach(SimpleCacheManager::close);
        clients.forEach(RedissonClient::shutdown);
    }
}
