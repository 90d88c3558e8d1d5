package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML text as dotted keys in the order of the text, each with the line it stands on. */
final class YamlDocument {
    /** A node that refers to itself through an alias is endless; no real configuration is this deep. */
    private static final int MAX_DEPTH = 16;

    private final String name;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private YamlDocument(String name) {
        this.name = name;
    }

    static YamlDocument parse(String text, String name) {
        var document = new YamlDocument(name);
        compose(text, name).ifPresent(document::addRoot);
        return document;
    }

    static YamlDocument read(Path file) {
        try {
            return parse(Files.readString(file), String.valueOf(file.getFileName()));
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not UTF-8", e);
        } catch (IOException e) {
            throw unreadable(file, e.toString(), e);
        }
    }

    private static AuditDbException unreadable(Path file, String reason, IOException e) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG, "The configuration file " + file + " cannot be read: " + reason, e);
    }

    /** The node tree with its marks; empty when the text holds nothing but comments. */
    static Optional<Node> compose(String text, String name) {
        try {
            var settings = LoadSettings.builder().setLabel(name).setSchema(new CoreSchema());
            return new Compose(settings.build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(YamlDocument::place).orElse("");
            throw notYaml(name, place + problem(e), e);
        } catch (YamlEngineException e) {
            throw notYaml(name, e.getMessage(), e);
        }
    }

    private static String place(Mark mark) {
        return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    /** An unquoted secret that starts with an asterisk would be repeated as the name of an alias. */
    private static String problem(MarkedYamlEngineException e) {
        return e.getProblem().contains("alias") ? "undefined alias; quote a value that starts with *" : e.getProblem();
    }

    // Without the parser's exception as cause: its message quotes the file, secrets included.
    private static AuditDbException notYaml(String name, String problem, YamlEngineException e) {
        var failure = new AuditDbException(
                StandardErrorCode.INVALID_CONFIG, "The configuration is not YAML", List.of(new Fault(name, problem)));
        failure.setStackTrace(e.getStackTrace());
        return failure;
    }

    Map<String, Value> values() {
        return values;
    }

    List<Fault> faults() {
        return faults;
    }

    private void addRoot(Node root) {
        if (root instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> addEntry("", entry, 1));
        } else if (!isNull(root)) {
            faults.add(new Fault("", "expected keys with values" + at(root)));
        }
    }

    private void addEntry(String prefix, NodeTuple entry, int depth) {
        if (!(entry.getKeyNode() instanceof ScalarNode keyNode) || depth > MAX_DEPTH) {
            String problem = depth > MAX_DEPTH ? "nested deeper than " + MAX_DEPTH : "a key must be plain text";
            faults.add(new Fault(prefix, problem + at(entry.getKeyNode())));
            return;
        }
        String key = prefix.isEmpty() ? keyNode.getValue() : prefix + "." + keyNode.getValue();
        Node node = entry.getValueNode();
        if (node instanceof MappingNode mapping) {
            addSection(key, keyNode, mapping, depth);
        } else if (node instanceof SequenceNode sequence) {
            add(key, keyNode, list(key, sequence));
        } else if (node instanceof ScalarNode scalar) {
            add(key, keyNode, isNull(scalar) ? null : scalar.getValue());
        }
    }

    private void addSection(String key, Node keyNode, MappingNode mapping, int depth) {
        add(key, keyNode, Map.of());
        mapping.getValue().forEach(entry -> addEntry(key, entry, depth + 1));
    }

    private void add(String key, Node keyNode, Object raw) {
        Value earlier = values.putIfAbsent(key, new Value(raw, source(keyNode)));
        if (earlier != null) {
            faults.add(new Fault(key, "given twice, first in " + earlier.source() + at(keyNode)));
        }
    }

    private List<String> list(String key, SequenceNode sequence) {
        var texts = new ArrayList<String>();
        for (Node element : sequence.getValue()) {
            if (element instanceof ScalarNode scalar && !isNull(scalar)) {
                texts.add(scalar.getValue());
            } else {
                faults.add(new Fault(key, "a list may hold plain values only" + at(element)));
            }
        }
        return List.copyOf(texts);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String source(Node node) {
        return node.getStartMark()
                .map(mark -> name + " line " + (mark.getLine() + 1))
                .orElse(name);
    }

    private String at(Node node) {
        return " (" + source(node) + ")";
    }
}
