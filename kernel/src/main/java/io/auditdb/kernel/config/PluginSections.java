package io.auditdb.kernel.config;

import io.auditdb.api.error.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the configuration says about plugins: which are named, and which of them are enabled. */
final class PluginSections {
    static final String KEY = "plugins";
    private static final Pattern ENABLED_VARIABLE = Pattern.compile("AUDIT_DB_PLUGINS_([A-Z0-9_]+)_ENABLED");

    private final Layers layers;
    private final Map<String, String> mentioned = new LinkedHashMap<>();

    PluginSections(Layers layers) {
        this.layers = layers;
        layers.written().forEach(this::findMentioned);
        layers.environment().variables().keySet().forEach(this::findMentioned);
    }

    private void findMentioned(Map<String, Value> values) {
        values.forEach((key, value) -> {
            if (key.startsWith(KEY + ".")) {
                mentioned.putIfAbsent(key.split("\\.", 3)[1], value.source());
            }
        });
    }

    private void findMentioned(String variable) {
        var matcher = ENABLED_VARIABLE.matcher(variable);
        if (matcher.matches()) {
            String name = matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
            // With a plugin http-api, the variable for http-api-cors sets its cors.enabled.
            if (mentioned.keySet().stream().noneMatch(known -> name.startsWith(known + "-"))) {
                mentioned.putIfAbsent(name, Environment.source(variable));
            }
        }
    }

    static String section(String plugin) {
        return KEY + "." + plugin;
    }

    static String enabledName(String plugin) {
        return section(plugin) + ".enabled";
    }

    static SettingKey enabledKey(String plugin) {
        return new SettingKey(enabledName(plugin), boolean.class, "Whether the plugin is in use", "true", false);
    }

    Set<String> names() {
        return mentioned.keySet();
    }

    List<String> enabled() {
        return mentioned.keySet().stream().filter(this::isEnabled).toList();
    }

    private boolean isEnabled(String name) {
        return layers.find(enabledName(name)).map(value -> !value.says("false")).orElse(true);
    }

    /** The sections whose settings cannot be checked, because their plugins are not loaded. */
    Set<String> unknownTo(Set<String> loaded) {
        return mentioned.keySet().stream()
                .filter(name -> !loaded.contains(name))
                .map(PluginSections::section)
                .collect(Collectors.toSet());
    }

    void check(Set<String> loaded, List<Fault> faults) {
        mentioned.forEach((name, source) -> {
            layers.find(enabledName(name))
                    .filter(value -> !value.says("true") && !value.says("false"))
                    .ifPresent(value -> faults.add(
                            new Fault(enabledName(name), "expected true or false (" + value.source() + ")")));
            if (isEnabled(name) && !loaded.contains(name)) {
                faults.add(new Fault(
                        section(name),
                        "no plugin of this name was found (" + source + ")" + NearestName.hint(name, loaded)));
            }
        });
    }
}
