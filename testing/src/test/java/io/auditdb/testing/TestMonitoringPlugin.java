package io.auditdb.testing;

import io.auditdb.plugin.monitoring.MonitoringPlugin;
import io.auditdb.testing.contract.Capability;
import java.util.EnumSet;
import java.util.Set;

class TestMonitoringPlugin extends BasePluginTest {
    TestMonitoringPlugin() {
        super(MonitoringPlugin.class);
    }

    /** What needs the database is asked on the whole platform, by {@code ITPluginContracts}. */
    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.METRICS_WITHOUT_SERVICES));
    }
}
