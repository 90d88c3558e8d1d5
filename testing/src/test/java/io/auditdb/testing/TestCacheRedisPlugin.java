package io.auditdb.testing;

import io.auditdb.plugin.cacheredis.CacheRedisPlugin;

/** Without a server, as at any start: Redis may be away. */
class TestCacheRedisPlugin extends BasePluginTest {
    TestCacheRedisPlugin() {
        super(CacheRedisPlugin.class);
    }

    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        context.setting("addresses", "127.0.0.1:1");
    }
}
