package io.auditdb.kernel.config;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** One setting that exists; {@code defaultText} is null when there is none. */
record SettingKey(String name, Type type, String description, String defaultText, boolean secret) {
    /** The setting that a component is, with the default of the section it is in, where that has one for it. */
    static SettingKey of(String name, RecordComponent component, Map<String, String> defaults) {
        Setting setting = component.getAnnotation(Setting.class);
        requireNonNull(setting, () -> component + " of " + component.getDeclaringRecord() + " has no @Setting");
        String ownDefault = setting.defaultValue().isEmpty() ? null : setting.defaultValue();
        return new SettingKey(
                name,
                component.getGenericType(),
                setting.value(),
                defaults.getOrDefault(Schema.kebabCase(component.getName()), ownDefault),
                setting.secret());
    }

    /** Returns the defaults that a section gives the settings in it, written as {@code failures=3, window=15s}. */
    static Map<String, String> defaults(RecordComponent section) {
        Setting setting = section.getAnnotation(Setting.class);
        if (setting == null || setting.defaultValue().isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(setting.defaultValue().split(",", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0].strip(), pair -> pair[1].strip()));
    }

    /** Whether what stands below it are names of the operator's choice. */
    boolean holdsNames() {
        return Converter.rawClass(type) == Map.class;
    }
}
