package io.auditdb.kernel.plugin;

import io.auditdb.api.event.EventListener;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Everything active at one moment, in order. Immutable; a switch replaces it as a whole. */
final class Registry {
    /** Who only looks on is left out in quarantine; who decides is asked, and does not answer. */
    private static final Set<Class<?>> ONLOOKERS = Set.of(HealthCheck.class, MetricSource.class, EventListener.class);

    private final List<PluginInstance> plugins;
    private final Set<String> names = new HashSet<>();
    private final Map<Class<?>, List<Object>> handles = new HashMap<>();
    private final Map<ExtensionKey, Bound> targets = new HashMap<>();
    private final Map<Class<?>, List<Bound>> providers = new HashMap<>();

    /** {@code handle} makes what consumers get to see of an extension. */
    Registry(List<PluginInstance> plugins, Function<Extension, Object> handle) {
        this.plugins = List.copyOf(plugins);
        for (PluginInstance plugin : plugins) {
            names.add(plugin.name());
            plugin.targets().forEach((key, target) -> targets.put(key, new Bound(plugin, target)));
            for (Extension extension : plugin.extensions()) {
                Class<?> type = extension.key().type();
                providers.computeIfAbsent(type, key -> new ArrayList<>()).add(new Bound(plugin, extension.value()));
                if (plugin.quarantine() == null || !ONLOOKERS.contains(type)) {
                    handles.computeIfAbsent(type, key -> new ArrayList<>()).add(handle.apply(extension));
                }
            }
        }
    }

    List<PluginInstance> plugins() {
        return plugins;
    }

    boolean contains(String plugin) {
        return names.contains(plugin);
    }

    List<Object> handles(Class<?> type) {
        return handles.getOrDefault(type, List.of());
    }

    /** What a handle calls, or null when nobody has it now. */
    Bound target(ExtensionKey key) {
        return targets.get(key);
    }

    /**
     * Who answers when somebody asks for the one service of this type: the first in the order of the configuration that is not
     * in quarantine; when all are, the first; null for none.
     */
    Bound provider(Class<?> type) {
        List<Bound> all = providers.get(type);
        if (all == null) {
            return null;
        }
        for (Bound bound : all) {
            if (bound.owner().quarantine() == null) {
                return bound;
            }
        }
        return all.get(0);
    }
}
