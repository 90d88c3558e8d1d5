package io.auditdb.kernel.config;

import io.auditdb.api.error.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A named set of values that stand in where nothing else is configured. */
final class Preset {
    private static final String KEY = "preset";
    private static final String DEFAULT = "development";
    private static final List<String> NAMES = List.of("development", "staging", "production", "test");

    private Preset() {}

    static SettingKey settingKey() {
        return new SettingKey(KEY, String.class, "Which defaults apply: " + alternatives(), DEFAULT, false);
    }

    private static String alternatives() {
        return String.join(", ", NAMES);
    }

    /** The values of the preset that is configured; none, and a fault, when there is no such preset. */
    static Map<String, Value> chosenBy(Layers layers, List<Fault> faults) {
        Value chosen = layers.find(KEY).orElse(new Value(DEFAULT, "default"));
        if (chosen.raw() instanceof String name && NAMES.contains(name)) {
            return values(name);
        }
        faults.add(new Fault(KEY, "expected one of " + alternatives() + " (" + chosen.source() + ")"));
        return Map.of();
    }

    private static Map<String, Value> values(String name) {
        var values = new LinkedHashMap<String, Value>();
        YamlDocument.parse(text(name), name).values().forEach((key, value) -> {
            if (!value.isBlank()) {
                values.put(key, new Value(value.raw(), "preset " + name));
            }
        });
        return values;
    }

    private static String text(String name) {
        try (InputStream in = Preset.class.getResourceAsStream(name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
