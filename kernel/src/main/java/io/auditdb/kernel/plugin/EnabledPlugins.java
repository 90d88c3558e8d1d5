package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.ConfigFile;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which plugins are enabled, in what order, as the configuration file says or, without one, as memory has it. */
final class EnabledPlugins {
    private volatile Configuration configuration;

    EnabledPlugins(Configuration configuration) {
        this.configuration = configuration;
    }

    Configuration configuration() {
        return configuration;
    }

    boolean contains(String name) {
        return configuration.enabledPlugins().contains(name);
    }

    /** Takes over what was edited by hand; returns what undoes it. */
    Runnable reload() {
        Configuration before = configuration;
        configuration = before.reload();
        return () -> configuration = before;
    }

    /** Takes over what was read from the file; returns what undoes it. */
    Runnable take(Configuration fresh) {
        Configuration before = configuration;
        configuration = fresh;
        return () -> configuration = before;
    }

    /** Writes the file and takes over what it says then; returns what undoes it. */
    Runnable take(Revision revision) {
        Runnable undoFile = revision.write().get();
        Runnable undo = take(revision.configuration());
        return () -> {
            undo.run();
            undoFile.run();
        };
    }

    /** Writes it down; returns what undoes it. */
    Runnable set(String name, boolean enabled) {
        Configuration before = configuration;
        Path file = before.file().orElse(null);
        Runnable undoFile = file == null ? () -> {} : new ConfigFile(file).setEnabled(name, enabled);
        Configuration after = file == null ? before.with("plugins." + name + ".enabled", enabled) : before.reload();
        if (after.enabledPlugins().contains(name) != enabled) {
            undoFile.run();
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "An environment variable or the application sets plugins." + name
                            + ".enabled, which overrides the configuration file; change it there");
        }
        configuration = after;
        return () -> {
            configuration = before;
            undoFile.run();
        };
    }

    /** The same plugins with one replaced, removed (no {@code added}) or added (no {@code removed}), in order. */
    List<PluginInstance> change(List<PluginInstance> active, PluginInstance removed, PluginInstance added) {
        var next = new ArrayList<>(active);
        next.remove(removed);
        if (added != null) {
            next.add(added);
        }
        List<String> order = configuration.enabledPlugins();
        next.sort(Comparator.comparingInt(plugin -> order.indexOf(plugin.name())));
        return List.copyOf(next);
    }
}
