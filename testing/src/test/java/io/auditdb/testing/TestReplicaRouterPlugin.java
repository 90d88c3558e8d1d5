package io.auditdb.testing;

import io.auditdb.plugin.replicarouter.ReplicaRouterPlugin;

class TestReplicaRouterPlugin extends BasePluginTest {
    TestReplicaRouterPlugin() {
        super(ReplicaRouterPlugin.class);
    }
}
