package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.plugin.PluginHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** What of the file was put into force, by component and key; what an operator sets by hand is not here, and stays. */
    private final Map<LimitKey, String> inForce = new HashMap<>();

    private record LimitKey(String component, String key) {}

    /** Begins with what the platform was started with. */
    ConfigurationKeeper(PluginHost plugins, KernelSettings started, LimitOperations limits) {
        this.plugins = plugins;
        this.started = started;
        this.limits = limits;
    }

    @Override
    public synchronized List<ConfigurationChange> apply(Access by, boolean dryRun) {
        return follow(by, plugins.apply(by, ConfigurationKeeper::check, dryRun), dryRun);
    }

    @Override
    public synchronized List<ConfigurationChange> set(Access by, Map<String, Optional<String>> values, boolean dryRun) {
        if (values.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "No setting is named");
        }
        return follow(by, plugins.set(by, values, ConfigurationKeeper::check, dryRun), dryRun);
    }

    private static void check(Configuration fresh, Map<String, Class<? extends Record>> types) {
        fresh.validate(KernelSettings.class, types);
    }

    /** After the plugins, the platform's own. */
    private List<ConfigurationChange> follow(Access by, PluginHost.Applied applied, boolean dryRun) {
        var changes = new ArrayList<ConfigurationChange>(applied.changes());
        KernelSettings fresh = applied.configuration().bind("", KernelSettings.class);
        var keys = new TreeSet<String>(Configuration.differences(started, fresh));
        keys.stream()
                .filter(key -> live(key).isEmpty())
                .forEach(key -> changes.add(new ConfigurationChange(key, Kind.RESTART, "")));
        inForce.keySet().forEach(it -> keys.add(it.key()));
        due(fresh, keys).forEach((component, values) -> changes.addAll(adjust(by, component, values, dryRun)));
        return List.copyOf(changes);
    }

    /** The components that have this setting as the file says it; where one has it from elsewhere too, it is nobody's. */
    private List<LiveSettings<?>> live(String key) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) {
            return List.of();
        }
        String section = key.substring(0, dot);
        List<LiveSettings<?>> all = limits.configuredBy(section);
        boolean isTheirs = all.stream()
                .allMatch(it -> it.isConfiguredAs(Configuration.section(started, section))
                        && it.isChangeable(key.substring(dot + 1)));
        return isTheirs ? all : List.of();
    }

    /** What is to be changed: texts by key, by component. */
    private Map<String, Map<String, String>> due(KernelSettings fresh, Set<String> keys) {
        var due = new TreeMap<String, Map<String, String>>();
        for (String key : keys) {
            String text = Configuration.text(fresh, key);
            for (LiveSettings<?> live : live(key)) {
                String before =
                        inForce.getOrDefault(new LimitKey(live.component(), key), Configuration.text(started, key));
                if (!text.equals(before)) {
                    due.computeIfAbsent(live.component(), it -> new TreeMap<>()).put(key, text);
                }
            }
        }
        return due;
    }

    /** All that changes of one component at once, because one setting may be judged by another. */
    private List<ConfigurationChange> adjust(Access by, String component, Map<String, String> values, boolean dryRun) {
        Kind kind = Kind.ADJUST;
        if (!dryRun) {
            var byName = new TreeMap<String, String>();
            values.forEach((key, text) -> byName.put(key.substring(key.lastIndexOf('.') + 1), text));
            try {
                limits.change(by, component, byName);
                values.forEach((key, text) -> inForce.put(new LimitKey(component, key), text));
            } catch (AuditDbException e) {
                LOG.warn(
                        "{} of {} wait for the next start: {} {}",
                        byName.keySet(),
                        component,
                        e.getMessage(),
                        e.faults());
                kind = Kind.RESTART;
            }
        }
        Kind done = kind;
        return values.keySet().stream()
                .map(key -> new ConfigurationChange(key, done, component))
                .toList();
    }
}
