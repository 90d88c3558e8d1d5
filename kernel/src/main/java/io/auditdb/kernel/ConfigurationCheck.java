package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.plugin.PluginSource;
import io.auditdb.kernel.plugin.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

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
        try (var scratch = ScratchDirectory.create("audit-db-config");
                var plugins = new PluginHost(
                        configuration, source(scratch.path()), scratch.path(), (by, action, details) -> {})) {
            Map<String, Class<? extends Record>> types = plugins.load();
            configuration.validate(KernelSettings.class, types);
            return configuration.effective(KernelSettings.class, types);
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
