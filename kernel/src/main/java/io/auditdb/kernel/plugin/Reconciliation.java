package io.auditdb.kernel.plugin;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.DatabaseProvider;
import io.auditdb.kernel.config.Configuration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Makes the plugins that run agree with a configuration, all or nothing: whatever is to be started has started and is well
 * before one switch puts it into use. What has the same settings as before is not touched. For one change at a time.
 */
final class Reconciliation {
    private final Lifecycle lifecycle;
    private final PluginInstances instances;
    private final PluginStates states;
    private final Services services;
    private final EnabledPlugins enabled;
    private final ChangeCommit commit;
    private final PluginHistory history;
    private final List<ConfigurationChange> changes = new ArrayList<>();
    private final Map<String, LoadedPlugin> loaded = new LinkedHashMap<>();
    private final List<String> toStart = new ArrayList<>();
    private final List<Adjustment> adjustments = new ArrayList<>();

    Reconciliation(
            Lifecycle lifecycle,
            PluginInstances instances,
            PluginStates states,
            Services services,
            EnabledPlugins enabled,
            ChangeCommit commit,
            PluginHistory history) {
        this.lifecycle = lifecycle;
        this.instances = instances;
        this.states = states;
        this.services = services;
        this.enabled = enabled;
        this.commit = commit;
        this.history = history;
    }

    private record Adjustment(PluginInstance instance, Record settings, Runnable work) {}

    /**
     * What came of it.
     *
     * @param replaced what is to be stopped now, the last started first
     */
    record Outcome(Configuration configuration, List<ConfigurationChange> changes, List<PluginInstance> replaced) {}

    /**
     * Puts what is made of the configuration that runs into force.
     *
     * @param check judges a configuration with the settings of the plugins that it enables
     */
    Outcome run(
            Access by,
            Function<Configuration, Revision> revise,
            BiConsumer<Configuration, Map<String, Class<? extends Record>>> check,
            boolean dryRun) {
        Revision revision = revise.apply(enabled.configuration());
        Configuration fresh = revision.configuration();
        try {
            check.accept(fresh, types(fresh));
            plan(fresh);
            if (dryRun) {
                return new Outcome(fresh, List.copyOf(changes), List.of());
            }
            if (!isPlanned() && !revision.isAskedFor()) {
                enabled.take(fresh);
                return new Outcome(fresh, List.copyOf(changes), List.of());
            }
            return new Outcome(fresh, List.copyOf(changes), carryOut(by, revision));
        } finally {
            loaded.values().forEach(it -> it.unload().run());
        }
    }

    private Map<String, Class<? extends Record>> types(Configuration fresh) {
        Map<String, Candidate> found = states.found();
        var types = new LinkedHashMap<String, Class<? extends Record>>();
        for (String name : fresh.enabledPlugins()) {
            PluginInstance active = states.active(name);
            if (active != null) {
                types.put(name, lifecycle.settings(active.loaded()));
            } else if (found.containsKey(name)) {
                LoadedPlugin plugin = instances.load(PluginStates.usable(found.get(name)));
                loaded.put(name, plugin);
                types.put(name, lifecycle.settings(plugin));
            }
        }
        return types;
    }

    private void plan(Configuration fresh) {
        List<String> names = fresh.enabledPlugins();
        for (String name : names) {
            PluginInstance active = states.active(name);
            if (active == null) {
                states.refuseWhileStopping(name);
                toStart.add(name);
                changes.add(new ConfigurationChange(name, Kind.START, ""));
            } else {
                compare(fresh, active);
            }
        }
        List<String> before =
                services.active().stream().map(PluginInstance::name).toList();
        services.active().stream()
                .filter(it -> !names.contains(it.name()))
                .forEach(it ->
                        changes.add(new ConfigurationChange(it.name(), isFixed(it) ? Kind.RESTART : Kind.STOP, "")));
        List<String> stay = before.stream().filter(names::contains).toList();
        List<String> ordered = names.stream().filter(before::contains).toList();
        if (!stay.equals(ordered)) {
            changes.add(new ConfigurationChange("plugins", Kind.REORDER, String.join(", ", ordered)));
        }
    }

    private void compare(Configuration fresh, PluginInstance active) {
        Record settings =
                fresh.bind("plugins." + active.name(), active.settings().getClass());
        List<String> changed = Configuration.differences(active.settings(), settings);
        if (changed.isEmpty()) {
            return;
        }
        String detail = String.join(", ", changed);
        if (isFixed(active)) {
            changes.add(new ConfigurationChange(active.name(), Kind.RESTART, detail));
            return;
        }
        Optional<Runnable> adjustment = lifecycle.adjustment(active, settings);
        if (adjustment.isPresent()) {
            adjustments.add(new Adjustment(active, settings, adjustment.get()));
            changes.add(new ConfigurationChange(active.name(), Kind.ADJUST, detail));
        } else {
            toStart.add(active.name());
            changes.add(new ConfigurationChange(active.name(), Kind.SWAP, detail + newer(active)));
        }
    }

    /** What is there is what is started, which an operator should know beforehand. */
    private String newer(PluginInstance active) {
        String there = states.usable(active.name()).version();
        String runs = active.candidate().version();
        return there.equals(runs) ? "" : "; version " + there + " instead of " + runs;
    }

    /** The database is opened once; without whoever provides it, everything would stand still. */
    private static boolean isFixed(PluginInstance plugin) {
        return plugin.extensions().stream().anyMatch(it -> it.key().type() == DatabaseProvider.class);
    }

    private boolean isPlanned() {
        return changes.stream().anyMatch(it -> it.kind() != Kind.RESTART);
    }

    private List<PluginInstance> carryOut(Access by, Revision revision) {
        Configuration fresh = revision.configuration();
        var started = new LinkedHashMap<String, PluginInstance>();
        List<PluginInstance> before = services.active();
        try {
            for (String name : toStart) {
                LoadedPlugin ready = loaded.remove(name);
                LoadedPlugin plugin = ready == null ? instances.load(states.usable(name)) : ready;
                started.put(name, instances.startWell(plugin, fresh, states.active(name)));
            }
            List<ConfigurationChange> done =
                    changes.stream().filter(it -> it.kind() != Kind.RESTART).toList();
            commit.run(by, revision.settings(), done, () -> enabled.take(revision), () -> next(fresh, before, started));
        } catch (RuntimeException e) {
            started.values().forEach(instances::stop);
            throw e;
        }
        started.values().forEach(it -> {
            states.succeeded(it.name());
            history.tell(it.candidate(), PluginStep.Kind.SWITCH, Optional::empty);
        });
        adjustments.forEach(this::adjust);
        List<PluginInstance> after = services.active();
        var replaced = new ArrayList<PluginInstance>();
        before.stream().filter(it -> !after.contains(it)).forEach(it -> replaced.add(0, it));
        replaced.forEach(states::stopping); // before anybody may start another instance
        return replaced;
    }

    private static List<PluginInstance> next(
            Configuration fresh, List<PluginInstance> before, Map<String, PluginInstance> started) {
        var byName = new LinkedHashMap<String, PluginInstance>();
        before.forEach(it -> byName.put(it.name(), it));
        byName.putAll(started);
        var next = new ArrayList<PluginInstance>();
        fresh.enabledPlugins().forEach(name -> next.add(byName.get(name)));
        before.stream().filter(it -> isFixed(it) && !next.contains(it)).forEach(next::add);
        return List.copyOf(next);
    }

    /** There is no way back any more: one that fails is as it was, or as it is, and its history says so. */
    private void adjust(Adjustment adjustment) {
        PluginInstance instance = adjustment.instance();
        history.tell(
                instance.candidate(),
                PluginStep.Kind.CONFIGURE,
                () -> lifecycle.adjust(instance, adjustment.settings(), adjustment.work()));
    }
}
