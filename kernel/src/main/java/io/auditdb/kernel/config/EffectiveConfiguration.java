package io.auditdb.kernel.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every setting that is in force, with its source; secrets are hidden. Also what the reference is generated from.
 *
 * @param settings all settings, those of one section together
 */
public record EffectiveConfiguration(List<EffectiveSetting> settings) {
    /** Copies the list. */
    public EffectiveConfiguration {
        settings = List.copyOf(settings);
    }

    /** Returns the settings by key, each with value, source and description, ready to be written as JSON. */
    public Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        for (EffectiveSetting setting : settings) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("value", setting.value());
            entry.put("source", setting.source());
            entry.put("description", setting.description());
            map.put(setting.key(), entry);
        }
        return map;
    }

    /** Returns the settings as YAML, with description and source as comments. */
    public String toText() {
        var text = new StringBuilder();
        String[] open = {};
        for (EffectiveSetting setting : settings) {
            String[] path = setting.key().split("\\.");
            for (int level = firstDifference(open, path); level < path.length - 1; level++) {
                text.append(indent(level)).append(path[level]).append(":\n");
            }
            append(text, setting, path);
            open = path;
        }
        return text.toString();
    }

    private static void append(StringBuilder text, EffectiveSetting setting, String[] path) {
        String indent = indent(path.length - 1);
        text.append(indent).append("# ").append(setting.description()).append('\n');
        text.append(indent).append(setting.value().isEmpty() ? "# " : "").append(path[path.length - 1]);
        text.append(": ").append(setting.value().isEmpty() ? "" : YamlEdit.scalar(setting.value()));
        text.append("  # ").append(setting.source()).append('\n');
    }

    private static int firstDifference(String[] open, String[] path) {
        int level = 0;
        while (level < Math.min(open.length, path.length) - 1 && open[level].equals(path[level])) {
            level++;
        }
        return level;
    }

    private static String indent(int level) {
        return "  ".repeat(level);
    }
}
