package io.auditdb.api.plugin;

import io.auditdb.api.security.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The plugin host, as operators see it. Each change is written to the configuration file, takes effect before the call
 * returns, and is recorded in {@code _system}. Safe for use by many threads; changes run one at a time. Provided by the
 * host.
 *
 * <p>Changes need {@link io.auditdb.api.security.Right#OPERATE}, and throw {@link io.auditdb.api.error.AuditDbException}:
 * {@code NOT_FOUND} when no jar provides the plugin, {@code PLUGIN_FAILED} when it does not start, in which case nothing
 * has changed.
 */
public interface Plugins {
    /** Returns all plugins found, by name. */
    List<PluginInfo> list(Access by);

    /**
     * Returns what was done with plugins since the start, and what failed, newest first; at most {@code
     * plugin-host.max-steps}.
     *
     * @param name of one plugin; empty for all
     */
    List<PluginStep> history(Access by, Optional<String> name);

    /** Loads and starts a plugin from the plugin directories; does nothing if it is active. */
    PluginInfo enable(Access by, String name);

    /** Stops a plugin after its calls in flight; does nothing if it is not active. */
    PluginInfo disable(Access by, String name);

    /** Starts a fresh instance, switches to it, and stops the old one. */
    PluginInfo swap(Access by, String name);

    /** Copies a jar into the plugin directory after checking that it is a plugin; does not enable it. */
    PluginInfo install(Access by, Path jar);

    /** Removes the jar of a plugin that is not active; only jars that were installed, not those of the distribution. */
    void remove(Access by, String name);
}
