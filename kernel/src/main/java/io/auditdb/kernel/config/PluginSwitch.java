package io.auditdb.kernel.config;

import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The edit of a configuration text that enables or disables one plugin. */
final class PluginSwitch {
    private static final String ENABLED = "enabled";

    private final YamlEdit yaml;
    private final EditCheck check;

    PluginSwitch(String text, String name) {
        this.yaml = new YamlEdit(text, name);
        this.check = new EditCheck(text, name);
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
        String flagName = PluginSections.enabledName(plugin);
        Set<String> touched = Set.of(PluginSections.KEY, PluginSections.section(plugin), flagName);
        check.require(
                edited,
                flagName,
                after -> {
                    Value flag = after.get(flagName);
                    boolean isMentioned = after.containsKey(PluginSections.section(plugin));
                    return (isMentioned && (flag == null || flag.says("true"))) == enabled;
                },
                touched::contains);
    }
}
