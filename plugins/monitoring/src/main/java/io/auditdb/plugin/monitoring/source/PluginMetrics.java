package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.Plugins;
import java.util.List;
import java.util.Locale;

/** Plugins that are enabled. */
final class PluginMetrics implements MetricSource {
    private final Plugins plugins;

    PluginMetrics(Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public List<MetricFamily> read() {
        var states = MetricFamily.gauge("auditdb_plugin_state", "1 for the state that an enabled plugin is in");
        for (PluginInfo plugin : plugins.list(Operator.ACCESS)) {
            if (plugin.state() != State.AVAILABLE) {
                String state = plugin.state().name().toLowerCase(Locale.ROOT);
                states.add(1, "plugin", plugin.name(), "version", plugin.version(), "state", state);
            }
        }
        return List.of(states.build());
    }
}
