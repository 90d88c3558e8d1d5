package io.auditdb.kernel;

import io.auditdb.api.operations.ComponentLimits;
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
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Puts an edited configuration into force: of plugins, and of the platform's own settings those that can change while it runs.
 * Safe for use by many threads.
 */
final class ConfigurationKeeper implements ConfigurationControl {
    private final PluginHost plugins;
    private final Supplier<Stream<LiveSettings<?>>> components;
    private final Map<String, String> inForce;

    /** Begins with what the platform was started with. */
    ConfigurationKeeper(PluginHost plugins, Supplier<Stream<LiveSettings<?>>> components, Configuration configuration) {
        this.plugins = plugins;
        this.components = components;
        this.inForce = new TreeMap<>(configuration.values(KernelSettings.class));
    }

    @Override
    public synchronized List<ConfigurationChange> apply(Access by, boolean dryRun) {
        PluginHost.Applied applied =
                plugins.apply(by, (fresh, types) -> fresh.validate(KernelSettings.class, types), dryRun);
        var changes = new ArrayList<ConfigurationChange>(applied.changes());
        applied.configuration().values(KernelSettings.class).forEach((key, value) -> {
            if (!value.equals(inForce.get(key))) {
                changes.addAll(changed(key, value, dryRun));
            }
        });
        return List.copyOf(changes);
    }

    private List<ConfigurationChange> changed(String key, String value, boolean dryRun) {
        var changes = new ArrayList<ConfigurationChange>();
        for (LiveSettings<?> component : components.get().toList()) {
            ComponentLimits limits = component.report();
            limits.limits().stream()
                    .filter(it -> key.equals(limits.section() + "." + it.name()))
                    .forEach(it -> {
                        if (!dryRun) {
                            component.change(Map.of(it.name(), value));
                        }
                        changes.add(new ConfigurationChange(component.component(), Kind.ADJUST, it.name()));
                    });
        }
        if (changes.isEmpty()) {
            return List.of(new ConfigurationChange(key, Kind.RESTART, ""));
        }
        if (!dryRun) {
            inForce.put(key, value);
        }
        return changes;
    }
}
