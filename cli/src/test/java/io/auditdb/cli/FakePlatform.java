package io.auditdb.cli;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.config.EffectiveSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says what the test wants it to say, and remembers what it was asked. */
class FakePlatform implements Platform {
    final List<String> asked = new ArrayList<>();
    boolean good = true;
    PluginVerdict verdict;

    @Override
    public void run(Path config, boolean demo, Runnable claimed) throws IOException {
        claimed.run();
    }

    @Override
    public Set<String> secrets(Path config, Set<String> keys) {
        var secret = new TreeSet<String>(keys);
        secret.retainAll(Set.of("database.url"));
        return secret;
    }

    @Override
    public DatabaseAddress database(Path config) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EffectiveConfiguration configuration(Path config) {
        return new EffectiveConfiguration(List.of(
                new EffectiveSetting("preset", "test", "default", "text", "", "Which defaults", false),
                new EffectiveSetting("database.url", "", "default", "text", "", "Where the database is", true)));
    }

    @Override
    public boolean configure(Path config, Map<String, Optional<String>> values, boolean dryRun) {
        asked.add(values + (dryRun ? " tried" : ""));
        return good;
    }

    @Override
    public PluginVerdict inspect(Path jar) {
        return verdict;
    }

    @Override
    public PluginVerdict check(Path jar, Path signers, Map<String, String> settings) {
        asked.add(jar.getFileName() + " " + settings);
        return verdict;
    }

    @Override
    public Report migrate(Migration work, Path config, boolean dryRun) {
        asked.add(work + " " + dryRun);
        return new Report(good, "All good.", List.of("VERSION", "STATE"), List.of(List.of("1", "applied")));
    }
}
