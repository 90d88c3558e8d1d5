package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The edit of a configuration text that enables or disables one plugin, found by the marks of the parsed nodes. */
final class PluginSwitch {
    private static final String ENABLED = "enabled";

    private final String text;
    private final String name;
    private final String lineBreak;

    PluginSwitch(String text, String name) {
        this.text = text == null ? "" : text;
        this.name = name;
        this.lineBreak = this.text.contains("\r\n") ? "\r\n" : "\n";
    }

    String set(String plugin, boolean enabled) {
        String edited = edit(plugin, enabled);
        check(plugin, enabled, edited);
        return edited;
    }

    private String edit(String plugin, boolean enabled) {
        Node root = YamlDocument.compose(text, name).orElse(null);
        NodeTuple plugins = entry(root, PluginSections.KEY);
        NodeTuple entry = plugins == null ? null : entry(plugins.getValueNode(), plugin);
        if (entry != null) {
            return setFlag(entry.getValueNode(), enabled);
        } else if (!enabled) {
            return text;
        } else if (plugins != null) {
            return addTo(plugins, plugin);
        }
        return addSection(root, plugin);
    }

    /** An edit by position could hit an alias or an odd layout; what it yields is therefore read again. */
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
        return YamlDocument.parse(text, name).values();
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

    private static NodeTuple entry(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key)) {
                    return entry;
                }
            }
        }
        return null;
    }

    private String setFlag(Node settings, boolean enabled) {
        NodeTuple flag = entry(settings, ENABLED);
        if (flag != null) {
            return flag.getValueNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(String.valueOf(enabled))
                    ? text
                    : replace(flag.getValueNode(), String.valueOf(enabled));
        } else if (enabled) {
            return text;
        } else if (settings instanceof MappingNode mapping) {
            return addFirst(mapping, ENABLED + ": false");
        }
        return isNull(settings) ? replace(settings, "{" + ENABLED + ": false}") : text;
    }

    private String addTo(NodeTuple plugins, String plugin) {
        Node value = plugins.getValueNode();
        String entry = plugin + ": {}";
        if (isNull(value)) {
            int indent = column(plugins.getKeyNode()) + 2;
            return isEmpty(value)
                    ? insertLine(endOfLine(start(value)), indent, entry)
                    : replace(value, "{" + entry + "}");
        }
        return value instanceof MappingNode mapping ? addLast(mapping, entry) : text;
    }

    private String addSection(Node root, String plugin) {
        if (root instanceof MappingNode mapping) {
            return isFlow(mapping)
                    ? addLast(mapping, PluginSections.KEY + ": {" + plugin + ": {}}")
                    : insertSection(
                            endOfLine(lastOffset(mapping)),
                            column(mapping.getValue().get(0).getKeyNode()),
                            plugin);
        }
        return insertSection(text.length(), 0, plugin);
    }

    private String insertSection(int offset, int indent, String plugin) {
        String section = PluginSections.KEY + ":" + lineBreak + " ".repeat(indent + 2) + plugin + ": {}";
        return insertLine(offset, indent, section);
    }

    private String addFirst(MappingNode mapping, String entry) {
        if (isFlow(mapping)) {
            String separator = mapping.getValue().isEmpty() ? "" : ", ";
            return insert(start(mapping) + 1, entry + separator);
        }
        Node first = mapping.getValue().get(0).getKeyNode();
        return insert(start(first), entry + lineBreak + " ".repeat(column(first)));
    }

    private String addLast(MappingNode mapping, String entry) {
        if (mapping.getValue().isEmpty()) {
            return insert(start(mapping) + 1, entry);
        } else if (isFlow(mapping)) {
            return insert(end(lastValue(mapping)), ", " + entry);
        }
        return insertLine(
                endOfLine(lastOffset(mapping)), column(mapping.getValue().get(0).getKeyNode()), entry);
    }

    /** Where the last entry ends; a block's own end mark lies behind the comments that follow it. */
    private int lastOffset(Node node) {
        if (node instanceof MappingNode mapping && !isFlow(mapping)) {
            return lastOffset(
                    mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        } else if (node instanceof CollectionNode<?> list && list.getFlowStyle() == FlowStyle.BLOCK) {
            return lastOffset((Node) list.getValue().get(list.getValue().size() - 1));
        }
        return end(node);
    }

    private static Node lastValue(MappingNode mapping) {
        return mapping.getValue().get(mapping.getValue().size() - 1).getValueNode();
    }

    private int endOfLine(int offset) {
        boolean atStartOfLine = offset > 0 && text.charAt(offset - 1) == '\n';
        int lineEnd = atStartOfLine ? offset - 1 : text.indexOf('\n', offset);
        return lineEnd < 0 ? text.length() : lineEnd + 1;
    }

    private String insertLine(int offset, int indent, String line) {
        boolean needsBreak = offset > 0 && text.charAt(offset - 1) != '\n';
        return insert(offset, (needsBreak ? lineBreak : "") + " ".repeat(indent) + line + lineBreak);
    }

    private String insert(int offset, String inserted) {
        return text.substring(0, offset) + inserted + text.substring(offset);
    }

    private String replace(Node node, String replacement) {
        // An empty value ends at the colon, where a blank has to follow.
        String blank = isEmpty(node) ? " " : "";
        return text.substring(0, start(node)) + blank + replacement + text.substring(end(node));
    }

    private boolean isEmpty(Node node) {
        return start(node) == end(node);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int end(Node node) {
        return offset(node.getEndMark());
    }

    /** Marks count code points. */
    private int offset(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }

    private static int column(Node node) {
        return node.getStartMark().orElseThrow().getColumn();
    }
}
