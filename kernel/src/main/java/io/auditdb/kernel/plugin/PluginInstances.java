package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.PluginStep.Kind;
import io.auditdb.kernel.config.Configuration;

/** Makes instances of plugins, and ends them. Safe for use by many threads. */
final class PluginInstances {
    private final PluginSource source;
    private final Lifecycle lifecycle;
    private final PluginStates states;
    private final PluginHistory history;

    PluginInstances(PluginSource source, Lifecycle lifecycle, PluginStates states, PluginHistory history) {
        this.source = source;
        this.lifecycle = lifecycle;
        this.states = states;
        this.history = history;
    }

    LoadedPlugin load(Candidate candidate) {
        return history.step(candidate, Kind.LOAD, () -> source.load(candidate));
    }

    PluginInstance start(LoadedPlugin plugin, Configuration from) {
        return states.starting(plugin.name(), () -> lifecycle.start(plugin, from));
    }

    /** Starts it, and asks how it is; one that is not well is stopped again. */
    PluginInstance startWell(LoadedPlugin plugin, Configuration from) {
        PluginInstance started = start(plugin, from);
        try {
            return history.step(started.candidate(), Kind.CHECK, () -> {
                lifecycle.check(started);
                return started;
            });
        } catch (RuntimeException e) {
            stop(started);
            throw e;
        }
    }

    void stop(PluginInstance instance) {
        states.stopping(instance);
        lifecycle.stop(instance, () -> states.stopped(instance));
    }
}
