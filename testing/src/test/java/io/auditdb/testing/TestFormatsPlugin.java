package io.auditdb.testing;

import io.auditdb.plugin.formats.FormatsPlugin;

class TestFormatsPlugin extends BasePluginTest {
    TestFormatsPlugin() {
        super(FormatsPlugin.class);
    }
}
