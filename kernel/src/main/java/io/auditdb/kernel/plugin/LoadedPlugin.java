package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.Plugin;
import java.nio.file.Path;

/**
 * A plugin instance that has not been started.
 *
 * @param copy the jar that its classes come from, which nobody replaces; null on the class path
 * @param unload drops its classes; called once, after close
 */
record LoadedPlugin(Candidate candidate, Plugin plugin, ClassLoader loader, Path copy, Runnable unload) {
    String name() {
        return candidate.name();
    }

    @Override
    public String toString() {
        return "Plugin " + name() + " (" + candidate.origin() + ")";
    }
}
