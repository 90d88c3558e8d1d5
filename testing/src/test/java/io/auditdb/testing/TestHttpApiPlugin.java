package io.auditdb.testing;

import io.auditdb.plugin.httpapi.HttpApiPlugin;

class TestHttpApiPlugin extends BasePluginTest {
    TestHttpApiPlugin() {
        super(HttpApiPlugin.class);
    }
}
