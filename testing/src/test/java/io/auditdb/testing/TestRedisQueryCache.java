package io.auditdb.testing;

import io.auditdb.plugin.cacheredis.CacheRedisPlugin;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TestRedisQueryCache extends BaseQueryCacheTest {
    private static RedisServer redis;

    TestRedisQueryCache() {
        super(CacheRedisPlugin.class);
    }

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        context.setting("addresses", redis.address()).setting("timeout", "10s");
    }
}
