package io.auditdb.kernel.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All keys that exist, from the records that describe them. */
final class Schema {
    private final Map<String, SettingKey> keys = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    static String kebabCase(String componentName) {
        var kebab = new StringBuilder(componentName.length() + 4); // asked for each setting at each start: no pattern
        for (int i = 0; i < componentName.length(); i++) {
            char c = componentName.charAt(i);
            boolean startsWord =
                    Character.isUpperCase(c) && i > 0 && !Character.isUpperCase(componentName.charAt(i - 1));
            kebab.append(startsWord ? "-" : "").append(c);
        }
        return kebab.toString().toLowerCase(Locale.ROOT);
    }

    static String below(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    Schema add(String prefix, Class<? extends Record> type) {
        return add(prefix, type, Map.of());
    }

    private Schema add(String prefix, Class<? extends Record> type, Map<String, String> defaults) {
        sections.add(prefix);
        for (RecordComponent component : type.getRecordComponents()) {
            String key = below(prefix, kebabCase(component.getName()));
            if (component.getType().isRecord() && !Converter.isScalar(component.getType())) {
                add(key, component.getType().asSubclass(Record.class), SettingKey.defaults(component));
            } else {
                keys.put(key, SettingKey.of(key, component, defaults));
            }
        }
        return this;
    }

    Schema add(SettingKey key) {
        keys.put(key.name(), key);
        return this;
    }

    Schema addSection(String name) {
        sections.add(name);
        return this;
    }

    Map<String, SettingKey> keys() {
        return keys;
    }

    Set<String> sections() {
        return sections;
    }

    boolean isSection(String key) {
        return sections.contains(key);
    }

    /** The setting that swallows everything below it, such as a map; or one that was given a section by mistake. */
    SettingKey above(String key) {
        for (int dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
            SettingKey above = keys.get(key.substring(0, dot));
            if (above != null) {
                return above;
            }
        }
        return null;
    }
}
