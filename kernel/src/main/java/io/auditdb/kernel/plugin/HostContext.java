package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.kernel.plugin.jar.PluginUses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** What one plugin instance sees of the host. */
final class HostContext implements PluginContext {
    /** Others may pass through: a plugin may run a process under a user of its own in a directory below. */
    private static final String MODE = "rwx--x--x";

    private final String name;
    private final Record settings;
    private final Services services;
    private final Path directory;
    private volatile Optional<byte[]> inherited;
    private final Optional<PluginUses> uses;

    /** {@code uses} is what the plugin has declared; empty when it did not. */
    HostContext(
            String name,
            Record settings,
            Services services,
            Path directory,
            Optional<byte[]> inherited,
            Optional<PluginUses> uses) {
        this.name = name;
        this.settings = settings;
        this.services = services;
        this.directory = directory;
        this.inherited = inherited;
        this.uses = uses;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public <R extends Record> R settings(Class<R> type) {
        if (!type.isInstance(settings)) {
            throw new IllegalArgumentException("the settings of " + name + " are of "
                    + settings.getClass().getName() + ", not of " + type.getName());
        }
        return type.cast(settings);
    }

    @Override
    public <S> S service(Class<S> type) {
        requireDeclared(type);
        return services.service(type);
    }

    @Override
    public <E> Set<E> extensions(Class<E> type) {
        requireDeclared(type);
        return services.extensions(type);
    }

    private void requireDeclared(Class<?> type) {
        if (uses.isPresent() && !uses.get().services().contains(type.getSimpleName())) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN,
                    "Plugin " + name + " asks for " + type.getSimpleName() + ", which its manifest does not name in "
                            + PluginUses.HEADER);
        }
    }

    /** It is for the start, and may be large. */
    void forgetInherited() {
        inherited = Optional.empty();
    }

    @Override
    public Optional<byte[]> inherited() {
        return inherited.map(byte[]::clone);
    }

    @Override
    public synchronized Path directory() {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(MODE));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " of plugin " + name + " cannot be made", e);
        }
    }
}
