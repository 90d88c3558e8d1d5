package io.auditdb.spring;

import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What an application says below {@code audit-db}, in any of the places that Spring Boot reads. */
final class AuditDbProperties {
    private static final String PREFIX = "audit-db";
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

    /** A file of the platform's own form, if one is named, overridden by everything else. */
    Configuration configuration() {
        Configuration.Builder builder = Configuration.builder();
        if (values.containsKey("file")) {
            builder.file(Path.of(String.valueOf(values.get("file"))));
        }
        values.forEach((key, value) -> {
            if (!OWN.contains(key)) {
                builder.set(key, plain(value));
            }
        });
        return builder.build();
    }

    /** Spring makes {@code a[0]} a map with numbers for keys. */
    private static Object plain(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        if (!map.isEmpty() && map.keySet().stream().allMatch(it -> it.toString().matches("\\d+"))) {
            return new ArrayList<>(map.values());
        }
        var plain = new LinkedHashMap<String, Object>();
        map.forEach((key, each) -> plain.put(key.toString(), plain(each)));
        return plain;
    }
}
