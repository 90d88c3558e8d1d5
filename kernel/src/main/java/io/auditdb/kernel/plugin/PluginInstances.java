package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.PluginStep.Kind;
import io.auditdb.kernel.config.Configuration;
import java.util.Optional;

/** Makes instances of plugins, and ends them. Safe for use by many threads. */
final class PluginInstances {
    private final PluginSource source;
    private final Lifecycle lifecycle;
    private final PluginStates states;
    private final PluginHistory history;
    private final CallWatch watch;

    PluginInstances(
            PluginSource source, Lifecycle lifecycle, PluginStates states, PluginHistory history, CallWatch watch) {
        this.watch = watch;
        this.source = source;
        this.lifecycle = lifecycle;
        this.states = states;
        this.history = history;
    }

    LoadedPlugin load(Candidate candidate) {
        return history.step(candidate, Kind.LOAD, () -> source.load(candidate));
    }

    PluginInstance start(LoadedPlugin plugin, Configuration from) {
        return start(plugin, from, Optional.empty());
    }

    private PluginInstance start(LoadedPlugin plugin, Configuration from, Optional<byte[]> inherited) {
        PluginInstance started = states.starting(plugin.name(), () -> lifecycle.start(plugin, from, inherited));
        watch.add(started);
        return started;
    }

    /**
     * Starts it, and asks how it is; one that is not well is stopped again.
     *
     * @param before the instance whose place it takes, which may hand something over; null for none
     */
    PluginInstance startWell(LoadedPlugin plugin, Configuration from, PluginInstance before) {
        boolean canTell = before != null && before.quarantine() == null;
        Optional<byte[]> inherited = canTell ? lifecycle.state(before) : Optional.empty();
        PluginInstance started = start(plugin, from, inherited);
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
        lifecycle.stop(instance, () -> {
            watch.remove(instance);
            states.stopped(instance);
        });
    }
}
