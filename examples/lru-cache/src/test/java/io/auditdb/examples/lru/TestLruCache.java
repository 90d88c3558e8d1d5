package io.auditdb.examples.lru;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.testing.BaseQueryCacheTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestLruCache extends BaseQueryCacheTest {
    TestLruCache() {
        super(LruCachePlugin.class);
    }

    @Test
    void whatNobodyAskedForTheLongestMakesRoom() {
        var cache = new LruCache("lru", 2);
        for (String each : new String[] {"a", "b"}) {
            cache.put(key(each), new CachedAnswer(new byte[1], Instant.now().plusSeconds(60)));
        }
        cache.get(key("a"));

        cache.put(key("c"), new CachedAnswer(new byte[1], Instant.now().plusSeconds(60)));
        assertThat(cache.get(key("b"))).isEmpty();
        assertThat(cache.get(key("a"))).isPresent();

        cache.resize(1);
        assertThat(cache.stats().entries()).isEqualTo(1);
        assertThat(cache.stats().evictions()).containsEntry("capacity", 2L);
    }

    private static CacheKey key(String name) {
        return new CacheKey("clinic", "page", name, "", "1");
    }
}
