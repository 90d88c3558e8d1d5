package io.auditdb.testing;

import io.auditdb.plugin.partitioning.PartitioningPlugin;

class TestPartitioningPlugin extends BasePluginTest {
    TestPartitioningPlugin() {
        super(PartitioningPlugin.class);
    }
}
