package io.auditdb.testing;

import io.auditdb.plugin.cachelocal.CacheLocalPlugin;

class TestLocalQueryCache extends BaseQueryCacheTest {
    TestLocalQueryCache() {
        super(CacheLocalPlugin.class);
    }

    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        context.setting("size", "16MB");
    }
}
