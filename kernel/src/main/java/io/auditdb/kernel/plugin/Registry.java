package io.auditdb.kernel.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Everything active at one moment, in order. Immutable; a switch replaces it as a whole. */
final class Registry {
    private final List<PluginInstance> plugins;
    private final Map<String, PluginInstance> byName = new HashMap<>();
    private final Map<Class<?>, List<Object>> handles = new HashMap<>();
    private final Map<Class<?>, ExtensionKey> first = new LinkedHashMap<>();

    /** {@code handle} makes what consumers get to see of an extension. */
    Registry(List<PluginInstance> plugins, Function<Extension, Object> handle) {
        this.plugins = List.copyOf(plugins);
        for (PluginInstance plugin : plugins) {
            byName.put(plugin.name(), plugin);
            for (Extension extension : plugin.extensions()) {
                Class<?> type = extension.key().type();
                first.putIfAbsent(type, extension.key());
                handles.computeIfAbsent(type, key -> new ArrayList<>()).add(handle.apply(extension));
            }
        }
    }

    List<PluginInstance> plugins() {
        return plugins;
    }

    PluginInstance plugin(String name) {
        return byName.get(name);
    }

    List<Object> handles(Class<?> type) {
        return handles.getOrDefault(type, List.of());
    }

    /** The extension that answers when somebody asks for the one service of this type; null for none. */
    ExtensionKey first(Class<?> type) {
        return first.get(type);
    }
}
