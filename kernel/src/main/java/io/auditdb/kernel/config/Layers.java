package io.auditdb.kernel.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places a value can come from; the first that has one wins. */
final class Layers {
    private final Map<String, Value> explicit;
    private final Environment environment;
    private final Map<String, Value> file;
    private final Map<String, Value> preset;

    Layers(Map<String, Value> explicit, Environment environment, Map<String, Value> file, Map<String, Value> preset) {
        this.explicit = explicit;
        this.environment = environment;
        this.file = file;
        this.preset = preset;
    }

    Map<String, Value> explicit() {
        return explicit;
    }

    Environment environment() {
        return environment;
    }

    Map<String, Value> file() {
        return file;
    }

    Layers withPreset(Map<String, Value> values) {
        return new Layers(explicit, environment, file, values);
    }

    Optional<Value> find(String key) {
        Value value = own(key);
        value = value != null ? value : file.get(key);
        return Optional.ofNullable(value != null ? value : preset.get(key));
    }

    private Value own(String key) {
        Value value = explicit.get(key);
        return value != null ? value : environment.find(key);
    }

    /** The value that counts whatever the file says: of the key, or a text that stands for all the names below one above it. */
    Optional<Value> overriding(String key) {
        Value value = own(key);
        for (int dot = key.lastIndexOf('.'); value == null && dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
            Value above = own(key.substring(0, dot));
            value = above != null && above.isText() ? above : null;
        }
        return Optional.ofNullable(value);
    }

    /** What stands below a key whose names are free, all of it from one place; empty when a single text overrides it. */
    Map<String, String> named(String key) {
        Map<String, String> named = named(key, explicit);
        if (!named.isEmpty() || environment.find(key) != null) {
            return named;
        }
        named = named(key, file);
        return named.isEmpty() ? named(key, preset) : named;
    }

    private static Map<String, String> named(String key, Map<String, Value> values) {
        var named = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            if (name.startsWith(key + ".") && value.isText()) {
                named.put(name.substring(key.length() + 1), (String) value.raw());
            }
        });
        return Map.copyOf(named);
    }

    /** What people wrote, as against what a preset supplies. */
    List<Map<String, Value>> written() {
        return List.of(file, explicit);
    }
}
