package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.PluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What one plugin instance sees of the host. */
final class HostContext implements PluginContext {
    /** Others may pass through: a plugin may run a process under a user of its own in a directory below. */
    private static final String MODE = "rwx--x--x";

    private final String name;
    private final Record settings;
    private final Services services;
    private final Path directory;

    HostContext(String name, Record settings, Services services, Path directory) {
        this.name = name;
        this.settings = settings;
        this.services = services;
        this.directory = directory;
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
        return services.service(type);
    }

    @Override
    public <E> Set<E> extensions(Class<E> type) {
        return services.extensions(type);
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
