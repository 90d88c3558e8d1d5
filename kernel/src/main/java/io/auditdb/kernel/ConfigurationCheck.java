package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.plugin.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

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
        try {
            Path scratch = Files.createTempDirectory("audit-db-config");
            try (PluginHost plugins =
                    new PluginHost(configuration, source(scratch), scratch, (by, action, details) -> {})) {
                Map<String, Class<? extends Record>> types = plugins.load();
                configuration.validate(KernelSettings.class, types);
                return configuration.effective(KernelSettings.class, types);
            } finally {
                delete(scratch);
            }
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

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
