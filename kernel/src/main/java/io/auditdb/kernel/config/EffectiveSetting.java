package io.auditdb.kernel.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One setting as it is in force.
 *
 * @param key the dotted key
 * @param value the value as written, {@code ***} for a secret that is set; empty when there is none
 * @param source where the value comes from: {@code default}, a preset, a line of the file, an environment variable
 * @param type what a value looks like, in words
 * @param defaultValue the value when nothing is configured; empty when there is none
 * @param description what the setting does
 * @param secret whether the value is hidden wherever it is shown
 */
public record EffectiveSetting(
        String key, String value, String source, String type, String defaultValue, String description, boolean secret) {
    static EffectiveSetting of(SettingKey key, Layers layers) {
        Optional<Value> value = layers.find(key.name());
        String fallback = key.defaultText() == null ? "" : key.defaultText();
        String shown = text(key, layers, value).orElse(fallback);
        return new EffectiveSetting(
                key.name(),
                key.secret() && !shown.isEmpty() ? "***" : shown,
                value.map(Value::source).orElse("default"),
                Converter.describe(key.type()),
                key.secret() ? "" : fallback,
                key.description(),
                key.secret());
    }

    private static Optional<String> text(SettingKey key, Layers layers, Optional<Value> value) {
        Map<String, String> named = key.holdsNames() ? layers.named(key.name()) : Map.of();
        return named.isEmpty()
                ? value.map(Value::shown)
                : Optional.of(new TreeMap<>(named)
                        .entrySet().stream().map(Object::toString).collect(Collectors.joining(",")));
    }
}
