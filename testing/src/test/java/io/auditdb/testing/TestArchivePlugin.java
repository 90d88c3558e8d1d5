package io.auditdb.testing;

import io.auditdb.plugin.archive.ArchivePlugin;

class TestArchivePlugin extends BasePluginTest {
    TestArchivePlugin() {
        super(ArchivePlugin.class);
    }
}
