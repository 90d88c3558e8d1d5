package io.auditdb.testing;

import io.auditdb.plugin.partitioning.PartitioningPlugin;
import io.auditdb.testing.contract.Capability;
import java.util.EnumSet;
import java.util.Set;

class TestPartitioningPlugin extends BasePluginTest {
    TestPartitioningPlugin() {
        super(PartitioningPlugin.class);
    }

    /** What needs the database is asked on the whole platform, by {@code ITPluginContracts}. */
    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.HEALTH_WITHOUT_SERVICES));
    }
}
