package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.plugin.PluginHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an edited configuration into force: that of plugins, and those of the platform's own settings that can be changed while it
 * runs; which others wait for the next start it says. Safe for use by many threads.
 */
final class ConfigurationKeeper implements ConfigurationControl {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);

    private final PluginHost plugins;
    private final KernelSettings started;
    private final LimitOperations limits;

    /** What was put into force last; what an operator has set since by hand stays until the file says something else. */
    private KernelSettings seen;

    /** Begins with what the platform was started with. */
    ConfigurationKeeper(PluginHost plugins, KernelSettings started, LimitOperations limits) {
        this.plugins = plugins;
        this.started = started;
        this.limits = limits;
        this.seen = started;
    }

    @Override
    public synchronized List<ConfigurationChange> apply(Access by, boolean dryRun) {
        PluginHost.Applied applied =
                plugins.apply(by, (fresh, types) -> fresh.validate(KernelSettings.class, types), dryRun);
        var changes = new ArrayList<ConfigurationChange>(applied.changes());
        KernelSettings fresh = applied.configuration().bind("", KernelSettings.class);
        Configuration.differences(started, fresh).stream()
                .filter(key -> limits.configuredBy(key).isEmpty())
                .forEach(key -> changes.add(new ConfigurationChange(key, Kind.RESTART, "")));
        for (String key : Configuration.differences(seen, fresh)) {
            for (LiveSettings<?> live : limits.configuredBy(key)) {
                changes.add(adjust(by, live, key, Configuration.text(fresh, key), dryRun));
            }
        }
        if (!dryRun) {
            seen = fresh;
        }
        return List.copyOf(changes);
    }

    private ConfigurationChange adjust(Access by, LiveSettings<?> live, String key, String value, boolean dryRun) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        if (!dryRun) {
            try {
                limits.change(by, live.component(), Map.of(name, value));
            } catch (AuditDbException e) {
                LOG.warn("{} of {} waits for the next start: {}", name, live.component(), e.getMessage());
                return new ConfigurationChange(key, Kind.RESTART, live.component());
            }
        }
        return new ConfigurationChange(key, Kind.ADJUST, live.component());
    }
}
