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

/** The edit of a configuration text that sets or removes one setting, whether its key is written in one piece or nested. */
final class SettingEdit {
    private final YamlEdit yaml;
    private final String name;

    SettingEdit(String text, String name) {
        this.yaml = new YamlEdit(text, name);
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
        String edited = found.rest().isEmpty() ? yaml.remove(found.within(), found.entry()) : yaml.text();
        check(key, Optional.empty(), edited);
        return edited;
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
        Map<String, Value> after;
        try {
            after = YamlDocument.parse(edited, name).values();
        } catch (AuditDbException e) {
            throw cannotEdit(key);
        }
        Optional<Object> now = Optional.ofNullable(after.get(key)).map(Value::raw);
        boolean isWanted =
                now.equals(wanted.map(Object.class::cast)) && (wanted.isPresent() || !after.containsKey(key));
        Map<String, Value> before = YamlDocument.parse(yaml.text(), name).values();
        if (!isWanted || !others(key, after).equals(others(key, before))) {
            throw cannotEdit(key);
        }
    }

    /** All but the setting and the sections it is in, which may come with it or be empty now. */
    private static Map<String, Object> others(String key, Map<String, Value> values) {
        var others = new LinkedHashMap<String, Object>();
        values.forEach((other, value) -> {
            if (!other.equals(key) && !key.startsWith(other + ".")) {
                others.put(other, Optional.ofNullable(value.raw()));
            }
        });
        return others;
    }

    private AuditDbException cannotEdit(String key) {
        String problem = "cannot be changed without touching other keys; write it into " + name + " by hand";
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "The configuration file was left as it is",
                List.of(new Fault(key, problem)));
    }
}
