package io.auditdb.kernel;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.plugin.PluginHost;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts an edited configuration into force: that of plugins. Of the platform's own settings it says which wait for the next
 * start. Safe for use by many threads.
 */
final class ConfigurationKeeper implements ConfigurationControl {
    private final PluginHost plugins;
    private final KernelSettings started;

    /** Begins with what the platform was started with. */
    ConfigurationKeeper(PluginHost plugins, KernelSettings started) {
        this.plugins = plugins;
        this.started = started;
    }

    @Override
    public List<ConfigurationChange> apply(Access by, boolean dryRun) {
        PluginHost.Applied applied =
                plugins.apply(by, (fresh, types) -> fresh.validate(KernelSettings.class, types), dryRun);
        var changes = new ArrayList<ConfigurationChange>(applied.changes());
        Configuration.differences(started, applied.configuration().bind("", KernelSettings.class))
                .forEach(key -> changes.add(new ConfigurationChange(key, Kind.RESTART, "")));
        return List.copyOf(changes);
    }
}
