package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.Plugin;

/**
 * A plugin instance that has not been started.
 *
 * @param unload drops its classes; called once, after close
 */
record LoadedPlugin(Candidate candidate, Plugin plugin, ClassLoader loader, Runnable unload) {
    String name() {
        return candidate.name();
    }

    @Override
    public String toString() {
        return "Plugin " + name() + " (" + candidate.origin() + ")";
    }
}
