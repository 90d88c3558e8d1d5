package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Remembers what was set. */
final class FakeConfiguration implements ConfigurationControl {
    final Map<String, Optional<String>> settings = new TreeMap<>();

    @Override
    public List<ConfigurationChange> apply(Access by, boolean dryRun) {
        return List.of(new ConfigurationChange("cache-local", Kind.SWAP, dryRun ? "size" : "entries"));
    }

    @Override
    public List<ConfigurationChange> set(Access by, Map<String, Optional<String>> values, boolean dryRun) {
        if (!dryRun) {
            settings.putAll(values);
        }
        return values.keySet().stream()
                .map(key -> new ConfigurationChange(key, Kind.RESTART, ""))
                .toList();
    }
}
