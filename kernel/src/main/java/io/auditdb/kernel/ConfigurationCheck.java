package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.config.EffectiveSetting;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.plugin.PluginSource;
import io.auditdb.kernel.plugin.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks a configuration as a start would, in a directory of its own, so that a running daemon is not touched. */
final class ConfigurationCheck {
    private final Configuration configuration;
    private final Path var;
    private final Path distribution;

    ConfigurationCheck(Configuration configuration, Path var, Path distribution) {
        this.configuration = configuration;
        this.var = var;
        this.distribution = distribution;
    }

    EffectiveConfiguration run() {
        return withPlugins(configuration, types -> {
            configuration.validate(KernelSettings.class, types);
            return configuration.effective(KernelSettings.class, types);
        });
    }

    /** Which of these keys are of secrets, whether or not what is configured is right. */
    Set<String> secrets(Set<String> keys) {
        Configuration named = configuration;
        for (String key : keys) {
            String[] path = key.split("\\.", 3);
            if (path.length == 3 && path[0].equals("plugins")) {
                named = named.with("plugins." + path[1] + ".enabled", true);
            }
        }
        List<String> secret = settings(named).settings().stream()
                .filter(EffectiveSetting::secret)
                .map(EffectiveSetting::key)
                .toList();
        return keys.stream()
                .filter(key -> secret.stream().anyMatch(it -> key.equals(it) || key.startsWith(it + ".")))
                .collect(Collectors.toSet());
    }

    /** Those of plugins too, unless what is wrong keeps them from being found. */
    private EffectiveConfiguration settings(Configuration with) {
        try {
            return withPlugins(with, types -> with.effective(KernelSettings.class, types));
        } catch (AuditDbException e) {
            return with.effective(KernelSettings.class, Map.of());
        }
    }

    private <T> T withPlugins(Configuration with, Function<Map<String, Class<? extends Record>>, T> work) {
        try (var scratch = ScratchDirectory.create("audit-db-config");
                var plugins =
                        new PluginHost(with, source(scratch.path()), scratch.path(), (by, action, details) -> {})) {
            return work.apply(plugins.load());
        } catch (IOException e) {
            throw new AuditDbException(StandardErrorCode.INTERNAL_ERROR, "Cannot use a temporary directory", e);
        }
    }

    private PluginSource source(Path scratch) {
        PluginHostSettings settings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        return PluginSource.bundles(
                distribution,
                scratch,
                settings.withDirectory(settings.directory().orElse(var.resolve("plugins"))));
    }
}
