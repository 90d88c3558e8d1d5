package io.auditdb.spring;

import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What an application says below {@code audit-db}, in any of the places that Spring Boot reads. */
final class AuditDbProperties {
    private static final String PREFIX = "audit-db";
    private static final String PLUGINS = "plugins";
    private static final String VAR = "var/audit-db";

    /** Those that are the starter's own. */
    private static final List<String> OWN = List.of("enabled", "file", "var");

    private final Map<String, Object> values;

    AuditDbProperties(Environment environment) {
        this.values = Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
    }

    /** The directory for keys and state. */
    Path var() {
        return Path.of(String.valueOf(values.getOrDefault("var", VAR)));
    }

    /** A file of the platform's own form, if one is named, and its environment variables, overridden by everything else. */
    Configuration configuration() {
        Configuration.Builder builder = Configuration.builder().environment(System.getenv());
        if (values.containsKey("file")) {
            builder.file(Path.of(String.valueOf(values.get("file"))));
        }
        values.forEach((key, value) -> {
            if (!OWN.contains(key)) {
                builder.set(key, key.equals(PLUGINS) ? plugins(value) : plain(value));
            }
        });
        return builder.build();
    }

    /** A plugin without settings is an empty section, of which Spring makes an empty text. */
    private static Object plugins(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        var plugins = new LinkedHashMap<String, Object>();
        map.forEach((name, settings) -> plugins.put(name.toString(), "".equals(settings) ? Map.of() : plain(settings)));
        return plugins;
    }

    /** Spring makes of {@code a[0], a[1]} a map with these numbers for keys. */
    private static Object plain(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        var plain = new LinkedHashMap<String, Object>();
        map.forEach((key, each) -> plain.put(key.toString(), plain(each)));
        List<String> indices =
                IntStream.range(0, plain.size()).mapToObj(String::valueOf).toList();
        return !plain.isEmpty() && plain.keySet().containsAll(indices)
                ? indices.stream().map(plain::get).toList()
                : plain;
    }
}
