package io.auditdb.testing;

import io.auditdb.plugin.cachelocal.CacheLocalPlugin;

class TestCacheLocalPlugin extends BasePluginTest {
    TestCacheLocalPlugin() {
        super(CacheLocalPlugin.class);
    }
}
