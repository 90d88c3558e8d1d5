package io.auditdb.kernel.config;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;

/** One setting that exists; {@code defaultText} is null when there is none. */
record SettingKey(String name, Type type, String description, String defaultText, boolean secret) {
    static SettingKey of(String name, RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        requireNonNull(setting, () -> component + " of " + component.getDeclaringRecord() + " has no @Setting");
        return new SettingKey(
                name,
                component.getGenericType(),
                setting.value(),
                setting.defaultValue().isEmpty() ? null : setting.defaultValue(),
                setting.secret());
    }

    /** Whether what stands below it are names of the operator's choice. */
    boolean holdsNames() {
        return Converter.rawClass(type) == Map.class;
    }
}
