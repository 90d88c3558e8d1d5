package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.Plugin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.Manifest;

/** Plugins on the application's own class or module path. Cannot be installed or removed. */
final class ClassPathSource extends PluginSource {
    private final ClassLoader loader;
    private Map<String, ServiceLoader.Provider<Plugin>> providers;

    ClassPathSource(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    synchronized List<Candidate> candidates() {
        if (providers == null) {
            providers = find();
        }
        return providers.entrySet().stream()
                .map(entry -> candidate(entry.getKey(), entry.getValue().type()))
                .toList();
    }

    private Map<String, ServiceLoader.Provider<Plugin>> find() {
        try {
            var found = new LinkedHashMap<String, ServiceLoader.Provider<Plugin>>();
            // A name is known to the instance only; its constructor does nothing yet.
            ServiceLoader.load(Plugin.class, loader).stream()
                    .forEach(provider -> found.putIfAbsent(provider.get().name(), provider));
            return found;
        } catch (ServiceConfigurationError e) {
            throw new AuditDbException(
                    StandardErrorCode.PLUGIN_FAILED,
                    "A plugin on the class path cannot be loaded: " + e.getMessage(),
                    e);
        }
    }

    private static Candidate candidate(String name, Class<?> type) {
        Manifest manifest = SystemPackages.manifest(type);
        String version = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-Version");
        return new Candidate(
                name,
                version == null ? Candidate.UNKNOWN_VERSION : version,
                type.getName(),
                null,
                false,
                Instant.EPOCH,
                null,
                null,
                Optional.empty());
    }

    @Override
    synchronized LoadedPlugin load(Candidate candidate) {
        try {
            Plugin plugin = providers.get(candidate.name()).get();
            return new LoadedPlugin(candidate, plugin, plugin.getClass().getClassLoader(), null, () -> {});
        } catch (ServiceConfigurationError e) {
            throw failed(candidate, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    void keep(LoadedPlugin before) {} // it is always the same

    @Override
    void forget(String name) {}

    @Override
    Candidate kept(Candidate before) {
        throw fixed();
    }

    @Override
    Runnable bringBack(Candidate before, Candidate bad) {
        throw fixed();
    }

    @Override
    InstallableJar copy(Path jar) {
        throw fixed();
    }

    @Override
    void delete(String name) {
        throw fixed();
    }

    private static AuditDbException fixed() {
        return new AuditDbException(
                StandardErrorCode.CONFLICT,
                "The plugins of this process are on its class path; only the daemon installs and removes jars");
    }

    @Override
    public void close() {}
}
