package io.auditdb.kernel.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Single edits of a YAML text, found by the marks of its parsed nodes: whatever else stands there stays byte for byte. Each
 * returns the text with that one edit. An edit by position could hit an alias or an odd layout: whoever asks for one reads
 * again what it yields.
 */
final class YamlEdit {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_][A-Za-z0-9/._:@%+=-]*(?<!:)");

    private final String text;
    private final String lineBreak;
    private final Node root;

    YamlEdit(String text, String name) {
        this.text = text;
        this.lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
        this.root = YamlDocument.compose(text, name).orElse(null);
    }

    String text() {
        return text;
    }

    /** The node of the whole text; null when it holds nothing but comments. */
    Node root() {
        return root;
    }

    /** The entry of a key; null when there is none. */
    static NodeTuple entry(Node node, String key) {
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

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    /** Writes a text so that it is read as just that. */
    static String scalar(String value) {
        if (PLAIN.matcher(value).matches() && !value.equalsIgnoreCase("null")) {
            return value;
        }
        var quoted = new StringBuilder("\"");
        value.chars().forEach(c -> quoted.append(escaped((char) c)));
        return quoted.append('"').toString();
    }

    private static String escaped(char c) {
        if (c == '"' || c == '\\') {
            return "\\" + c;
        } else if (c == '\n') {
            return "\\n";
        }
        return Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c);
    }

    /** Adds a value below a section that is there, or is there without anything in it; the path may begin further sections. */
    String addTo(NodeTuple section, List<String> path, String value) {
        Node node = section.getValueNode();
        if (isNull(node)) {
            int indent = column(section.getKeyNode()) + 2;
            return isEmpty(node)
                    ? insertLine(endOfLine(start(node)), indent, block(path, indent, value))
                    : replace(node, "{" + flow(path, value) + "}");
        }
        return node instanceof MappingNode mapping ? addLast(mapping, path, value) : text;
    }

    /** Adds a value to the whole. */
    String addToRoot(List<String> path, String value) {
        return root instanceof MappingNode mapping
                ? addLast(mapping, path, value)
                : insertLine(text.length(), 0, block(path, 0, value));
    }

    private String addLast(MappingNode mapping, List<String> path, String value) {
        if (mapping.getValue().isEmpty()) {
            return insert(start(mapping) + 1, flow(path, value));
        } else if (isFlow(mapping)) {
            return insert(end(lastValue(mapping)), ", " + flow(path, value));
        }
        int indent = column(mapping.getValue().get(0).getKeyNode());
        return insertLine(endOfLine(lastOffset(mapping)), indent, block(path, indent, value));
    }

    private static String flow(List<String> path, String value) {
        List<String> below = path.subList(1, path.size());
        return path.get(0) + ": " + (below.isEmpty() ? value : "{" + flow(below, value) + "}");
    }

    private String block(List<String> path, int indent, String value) {
        List<String> below = path.subList(1, path.size());
        return path.get(0) + ":"
                + (below.isEmpty()
                        ? " " + value
                        : lineBreak + " ".repeat(indent + 2) + block(below, indent + 2, value));
    }

    /** Adds an entry, as it is written, before the others of a section. */
    String addFirst(MappingNode mapping, String entry) {
        if (isFlow(mapping)) {
            String separator = mapping.getValue().isEmpty() ? "" : ", ";
            return insert(start(mapping) + 1, entry + separator);
        }
        Node first = mapping.getValue().get(0).getKeyNode();
        return insert(start(first), entry + lineBreak + " ".repeat(column(first)));
    }

    /** Replaces a value. What stands in several lines goes as a whole, with the comments between them. */
    String replace(Node node, String replacement) {
        // An empty value ends at the colon, where a blank has to follow.
        String blank = isEmpty(node) ? " " : "";
        return text.substring(0, start(node)) + blank + replacement + text.substring(endOfValue(node));
    }

    /** Removes an entry with its value and, of a block, what stands behind it in its line; the last one leaves an empty section. */
    String remove(MappingNode mapping, NodeTuple entry) {
        int from = start(entry.getKeyNode());
        int to = lastOffset(entry.getValueNode());
        if (isFlow(mapping)) {
            return removeFromFlow(mapping, entry, from, to);
        } else if (mapping.getValue().size() == 1 && !mapping.equals(root)) {
            return text.substring(0, from) + "{}" + text.substring(endOfValue(entry.getValueNode()));
        }
        return text.substring(0, text.lastIndexOf('\n', from) + 1) + text.substring(endOfLine(to));
    }

    /** With the comma behind it, or before it where it is the last; comments in other lines stay. */
    private String removeFromFlow(MappingNode mapping, NodeTuple entry, int from, int to) {
        List<NodeTuple> entries = mapping.getValue();
        int index = entries.indexOf(entry);
        if (index < entries.size() - 1) {
            int comma = comma(to);
            return text.substring(0, from) + text.substring(pastBlanks(comma + 1));
        } else if (index > 0) {
            int comma = comma(lastOffset(entries.get(index - 1).getValueNode()));
            String between = text.substring(comma + 1, from);
            return text.substring(0, comma) + (between.isBlank() ? "" : between) + text.substring(to);
        }
        return text.substring(0, from) + text.substring(to);
    }

    /** The next comma that is in no comment. */
    private int comma(int from) {
        int place = from;
        while (text.charAt(place) != ',') {
            place = text.charAt(place) == '#' ? text.indexOf('\n', place) : place + 1;
        }
        return place;
    }

    private int pastBlanks(int from) {
        int place = from;
        while (text.charAt(place) == ' ') {
            place++;
        }
        return place;
    }

    /** Where the last entry ends; a block's own end mark lies behind the comments that follow it. */
    private int lastOffset(Node node) {
        if (node instanceof MappingNode mapping && !isFlow(mapping)) {
            return lastOffset(lastValue(mapping));
        } else if (node instanceof CollectionNode<?> list && !isFlow(list)) {
            return lastOffset((Node) list.getValue().get(list.getValue().size() - 1));
        }
        return end(node);
    }

    /** Where a value ends that something else takes the place of: the line goes on, or ends, as it did. */
    private int endOfValue(Node node) {
        return node instanceof ScalarNode scalar && isBlock(scalar)
                ? beforeLineBreak(start(node), end(node))
                : lastOffset(node);
    }

    private static boolean isBlock(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    }

    /** A text of several lines ends where the next line begins. */
    private int beforeLineBreak(int start, int end) {
        if (end <= start || text.charAt(end - 1) != '\n') {
            return end;
        }
        return end - 1 > start && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
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

    private boolean isEmpty(Node node) {
        return start(node) == end(node);
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
