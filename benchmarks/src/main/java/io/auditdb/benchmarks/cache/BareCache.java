package io.auditdb.benchmarks.cache;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.spi.serialization.Serializer;

/** Ehcache by itself, with the same tiers as the plugin. */
final class BareCache implements AutoCloseable {
    private final CacheManager manager;
    private final Cache<String, CachedAnswer> cache;

    BareCache() {
        this.manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        "bare",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                        String.class,
                                        CachedAnswer.class,
                                        ResourcePoolsBuilder.newResourcePoolsBuilder()
                                                .heap(1000, EntryUnit.ENTRIES)
                                                .offheap(64, MemoryUnit.MB))
                                .withValueSerializer(new AnswerBytes()))
                .build(true);
        this.cache = manager.getCache("bare", String.class, CachedAnswer.class);
    }

    void put(CacheKey key, CachedAnswer answer) {
        cache.put(key.toString(), answer);
    }

    CachedAnswer get(String key) {
        return cache.get(key);
    }

    @Override
    public void close() {
        manager.close();
    }

    private static final class AnswerBytes implements Serializer<CachedAnswer> {
        @Override
        public ByteBuffer serialize(CachedAnswer answer) {
            return ByteBuffer.allocate(Long.BYTES + answer.bytes().length)
                    .putLong(answer.expires().toEpochMilli())
                    .put(answer.bytes())
                    .flip();
        }

        @Override
        public CachedAnswer read(ByteBuffer bytes) {
            Instant expires = Instant.ofEpochMilli(bytes.getLong());
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            return new CachedAnswer(rest, expires);
        }

        @Override
        public boolean equals(CachedAnswer answer, ByteBuffer bytes) {
            return serialize(answer).equals(bytes);
        }
    }
}
