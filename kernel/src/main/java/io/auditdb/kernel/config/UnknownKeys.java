package io.auditdb.kernel.config;

import io.auditdb.api.error.Fault;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds what was written and means nothing. */
final class UnknownKeys {
    private final Schema schema;
    private final List<Fault> faults;

    UnknownKeys(Schema schema, List<Fault> faults) {
        this.schema = schema;
        this.faults = faults;
    }

    void check(Map<String, Value> values) {
        Map<String, Value> unknown = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (schema.isSection(key)) {
                checkSection(key, value);
            } else if (!schema.keys().containsKey(key) && schema.above(key) == null) {
                unknown.put(key, value);
            }
        });
        // Of an unknown section only the section itself is named, not everything below it.
        unknown.forEach((key, value) -> {
            if (unknown.keySet().stream().noneMatch(other -> key.startsWith(other + "."))) {
                faults.add(new Fault(
                        key, "unknown setting (" + value.source() + ")" + NearestName.hint(key, candidates(value))));
            }
        });
    }

    private Collection<String> candidates(Value value) {
        return value.isBlank() ? schema.sections() : schema.keys().keySet();
    }

    private void checkSection(String key, Value value) {
        if (!value.isBlank()) {
            faults.add(new Fault(key, "expected settings below it, got " + value.kind() + " (" + value.source() + ")"));
        }
    }

    /** {@code unchecked} are the sections whose settings nobody knows: those of plugins that are not enabled. */
    void check(Environment environment, Collection<String> unchecked) {
        List<String> known = schema.keys().values().stream()
                .map(SettingKey::name)
                .map(Environment::nameOf)
                .toList();
        List<String> skipped = unchecked.stream()
                .map(Environment::nameOf)
                .map(name -> name + "_")
                .toList();
        for (String name : environment.variables().keySet()) {
            if (!known.contains(name) && skipped.stream().noneMatch(name::startsWith)) {
                faults.add(new Fault(name, "unknown environment variable" + NearestName.hint(name, known)));
            }
        }
    }

    static Map<String, Value> below(String prefix, Map<String, Value> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equals(prefix) || entry.getKey().startsWith(prefix + "."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    static Map<String, Value> without(Collection<String> sections, Map<String, Value> values) {
        var rest = new LinkedHashMap<>(values);
        sections.forEach(
                section -> rest.keySet().removeAll(below(section, values).keySet()));
        return rest;
    }
}
