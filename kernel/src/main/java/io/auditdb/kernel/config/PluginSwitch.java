package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The edit of a configuration text that enables or disables one plugin. */
final class PluginSwitch {
    private static final String ENABLED = "enabled";

    private final YamlEdit yaml;
    private final String name;

    PluginSwitch(String text, String name) {
        this.yaml = new YamlEdit(text, name);
        this.name = name;
    }

    String set(String plugin, boolean enabled) {
        String edited = edit(plugin, enabled);
        check(plugin, enabled, edited);
        return edited;
    }

    private String edit(String plugin, boolean enabled) {
        NodeTuple plugins = YamlEdit.entry(yaml.root(), PluginSections.KEY);
        NodeTuple entry = plugins == null ? null : YamlEdit.entry(plugins.getValueNode(), plugin);
        if (entry != null) {
            return setFlag(entry.getValueNode(), enabled);
        } else if (!enabled) {
            return yaml.text();
        } else if (plugins != null) {
            return yaml.addTo(plugins, List.of(plugin), "{}");
        }
        return yaml.addToRoot(List.of(PluginSections.KEY, plugin), "{}");
    }

    private String setFlag(Node settings, boolean enabled) {
        NodeTuple flag = YamlEdit.entry(settings, ENABLED);
        if (flag != null) {
            return flag.getValueNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(String.valueOf(enabled))
                    ? yaml.text()
                    : yaml.replace(flag.getValueNode(), String.valueOf(enabled));
        } else if (enabled) {
            return yaml.text();
        } else if (settings instanceof MappingNode mapping) {
            return yaml.addFirst(mapping, ENABLED + ": false");
        }
        return YamlEdit.isNull(settings) ? yaml.replace(settings, "{" + ENABLED + ": false}") : yaml.text();
    }

    private void check(String plugin, boolean enabled, String edited) {
        Map<String, Value> after;
        try {
            after = YamlDocument.parse(edited, name).values();
        } catch (AuditDbException e) {
            throw cannotEdit(plugin, enabled);
        }
        Value flag = after.get(PluginSections.enabledName(plugin));
        boolean mentioned = after.containsKey(PluginSections.section(plugin));
        boolean nowEnabled = mentioned && (flag == null || flag.says("true"));
        if (nowEnabled != enabled || !others(plugin, after).equals(others(plugin, parse()))) {
            throw cannotEdit(plugin, enabled);
        }
    }

    private Map<String, Value> parse() {
        return YamlDocument.parse(yaml.text(), name).values();
    }

    private static Map<String, Object> others(String plugin, Map<String, Value> values) {
        var others = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> {
            boolean touched = key.equals(PluginSections.KEY)
                    || key.equals(PluginSections.section(plugin))
                    || key.equals(PluginSections.enabledName(plugin));
            if (!touched) {
                others.put(key, Optional.ofNullable(value.raw()));
            }
        });
        return others;
    }

    private AuditDbException cannotEdit(String plugin, boolean enabled) {
        String wanted =
                "cannot be set to " + enabled + " without touching other keys; write it into " + name + " by hand";
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "The configuration file was left as it is",
                List.of(new Fault(PluginSections.enabledName(plugin), wanted)));
    }
}
