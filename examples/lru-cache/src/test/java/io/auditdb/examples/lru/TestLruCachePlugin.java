package io.auditdb.examples.lru;

import io.auditdb.testing.BasePluginTest;

class TestLruCachePlugin extends BasePluginTest {
    TestLruCachePlugin() {
        super(LruCachePlugin.class);
    }
}
