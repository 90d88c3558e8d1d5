package io.auditdb.kernel.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The edit of a configuration text that sets or removes one setting, whether its key is written in one piece or nested. */
final class SettingEdit {
    private final YamlEdit yaml;
    private final EditCheck check;
    private final String name;

    SettingEdit(String text, String name) {
        this.yaml = new YamlEdit(text, name);
        this.check = new EditCheck(text, name);
        this.name = name;
    }

    /**
     * How far a key is there.
     *
     * @param entry the innermost entry that is part of it; null when there is none
     * @param within the section that entry is in; null when there is none
     * @param rest what of the key is not there; empty when all of it is
     */
    private record Found(NodeTuple entry, MappingNode within, String rest) {}

    String set(String key, String value) {
        Found found = find(new Found(null, null, key), yaml.root());
        String edited = found.rest().isEmpty() ? replace(found.entry().getValueNode(), value) : add(found, value);
        check(key, Optional.of(value), edited);
        return edited;
    }

    String remove(String key) {
        Found found = find(new Found(null, null, key), yaml.root());
        if (!found.rest().isEmpty()) {
            throw check.refusal(key, "is not set in " + name);
        }
        String edited = yaml.remove(found.within(), found.entry());
        check(key, Optional.empty(), edited);
        requireSamePlugins(key, edited);
        return edited;
    }

    /** A plugin is enabled by being named: the last setting of one must not take it along. */
    private void requireSamePlugins(String key, String edited) {
        if (!plugins(edited).equals(plugins(yaml.text()))) {
            throw check.refusal(
                    key,
                    "is all that enables its plugin; write a section {} for it into " + name
                            + ", or disable the plugin");
        }
    }

    private Set<String> plugins(String text) {
        return YamlDocument.parse(text, name).values().keySet().stream()
                .filter(it -> it.startsWith(PluginSections.KEY + "."))
                .map(it -> it.split("\\.", 3)[1])
                .collect(Collectors.toSet());
    }

    private static Found find(Found so, Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (so.rest().equals(key)) {
                    return new Found(entry, mapping, "");
                } else if (so.rest().startsWith(key + ".")) {
                    String rest = so.rest().substring(key.length() + 1);
                    return find(new Found(entry, mapping, rest), entry.getValueNode());
                }
            }
        }
        return so;
    }

    private String replace(Node node, String value) {
        boolean isSaid = node instanceof ScalarNode scalar
                && !YamlEdit.isNull(node)
                && scalar.getValue().equals(value);
        return isSaid ? yaml.text() : yaml.replace(node, YamlEdit.scalar(value));
    }

    private String add(Found found, String value) {
        List<String> path = List.of(found.rest().split("\\.", -1));
        String scalar = YamlEdit.scalar(value);
        return found.entry() == null ? yaml.addToRoot(path, scalar) : yaml.addTo(found.entry(), path, scalar);
    }

    private void check(String key, Optional<String> wanted, String edited) {
        // the sections that it is in may come with it, or be empty now
        check.require(
                edited,
                key,
                after -> wanted.isPresent()
                        ? after.containsKey(key)
                                && wanted.get().equals(after.get(key).raw())
                        : !after.containsKey(key),
                other -> other.equals(key) || key.startsWith(other + "."));
    }
}
