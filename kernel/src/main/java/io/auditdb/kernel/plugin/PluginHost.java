package io.auditdb.kernel.plugin;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.PluginStep.Kind;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.config.Configuration;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plugins and hands out what they provide.
 *
 * <p>Consumers get handles, which stay good while plugins come and go: a swap is one atomic switch, calls in flight
 * finish on the old instance, and calls to what nobody provides throw {@code SERVICE_UNAVAILABLE}. Where several plugins
 * provide one service, the first in the order of the configuration answers, and the host's own only when no plugin does.
 *
 * <p>Use: make it, {@link #load()}, validate the configuration with what that returned, {@link #startAll()}, and in the
 * end {@link #close()}. Safe for use by many threads.
 */
public final class PluginHost implements Plugins, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

    /** Who changes plugins when nobody does. */
    private static final Access HOST = new Access("audit-db", Set.of(), Set.of(Right.OPERATE));

    private final PluginSource source;
    private final Services services = new Services();
    private final Lifecycle lifecycle;
    private final PluginStates states;
    private final PluginInstances instances;
    private final ChangeLock changes;
    private final PluginHistory history;
    private final CallWatch watch;
    private final Trials trials;
    private final ChangeCommit commit;
    private final Map<String, LoadedPlugin> loaded = new LinkedHashMap<>();
    private final EnabledPlugins enabled;

    /**
     * Makes a host without plugins.
     *
     * @param configuration says which plugins are enabled; its file, if there is one, is edited by changes
     * @param source where plugins come from; closed with the host
     * @param var the directory for state; each plugin may have a directory below {@code data}
     * @param operations where changes are recorded
     */
    public PluginHost(Configuration configuration, PluginSource source, Path var, OperationLog operations) {
        this.enabled = new EnabledPlugins(requireNonNull(configuration, "configuration is null"));
        this.source = requireNonNull(source, "source is null");
        this.commit = new ChangeCommit(services, requireNonNull(operations, "operations is null"));
        PluginHostSettings settings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        this.changes = new ChangeLock(settings.startTimeout());
        this.history = new PluginHistory(settings.maxSteps());
        this.lifecycle = new Lifecycle(settings, services, var.resolve("data"), history);
        this.trials = new Trials(settings, lifecycle, history, services, new Trials.Outcome() {
            @Override
            public boolean isTakenBack(Candidate before, Configuration with, PluginInstance bad, String problem) {
                return takeBack(before, with, bad, problem);
            }

            @Override
            public void passed(PluginInstance next) {
                source.forget(next.name());
            }
        });
        this.states = new PluginStates(source, services, trials::notice);
        this.watch = new CallWatch(settings.callTimeout(), this::quarantine);
        this.instances = new PluginInstances(source, lifecycle, states, history, watch);
        provide(Plugins.class, this);
        contribute(MetricSource.class, history);
        var calls = new PluginCalls(services);
        contribute(MetricSource.class, calls);
        contribute(HealthCheck.class, calls);
    }

    /** Provides a service of the host's own; replaces the one it provided before. */
    public <S> void provide(Class<S> type, S service) {
        services.provide(type, service);
    }

    /** Adds an extension of the host's own, after those of the plugins. */
    public <E> void contribute(Class<E> type, E extension) {
        services.contribute(type, extension);
    }

    /**
     * Returns a handle to a service, good before, while and after somebody provides it.
     *
     * @throws IllegalArgumentException when {@code type} is not an interface of the api
     */
    public <S> S service(Class<S> type) {
        return services.service(type);
    }

    /** Returns a live view of all active extensions of a type, in the order of the configuration. */
    public <E> Set<E> extensions(Class<E> type) {
        return services.extensions(type);
    }

    /**
     * Adds a listener that is called after each switch, on the thread that makes the change and before the old instance
     * is stopped. When it throws, the change is undone and fails with what it threw.
     */
    public void onChange(Runnable listener) {
        services.onChange(listener);
    }

    /** The active plugins, in order. */
    List<PluginInstance> active() {
        return services.active();
    }

    /** Returns the configuration as of the last change. */
    public Configuration configuration() {
        return enabled.configuration();
    }

    /** Returns how many plugins were closed although calls were in flight, because they took too long. */
    public long drainTimeouts() {
        return lifecycle.drainTimeouts();
    }

    /**
     * Loads the enabled plugins without starting them. Those that are not found are left out; those that run stay as
     * they are.
     *
     * @return the settings of each, by name, to validate the configuration with
     * @throws AuditDbException {@code PLUGIN_FAILED} when a jar cannot be loaded
     */
    public Map<String, Class<? extends Record>> load() {
        return changes.run(() -> {
            Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
            Map<String, Candidate> found = states.found();
            for (String name : configuration().enabledPlugins()) {
                PluginInstance active = states.active(name);
                if (active != null) {
                    types.put(name, lifecycle.settings(active.loaded()));
                } else if (found.containsKey(name)) {
                    Candidate candidate = PluginStates.usable(found.get(name));
                    types.put(name, lifecycle.settings(loaded.computeIfAbsent(name, key -> instances.load(candidate))));
                }
            }
            return types;
        });
    }

    /**
     * Starts the enabled plugins, in the order of the configuration.
     *
     * @throws AuditDbException for the first plugin that is missing ({@code NOT_FOUND}) or does not start ({@code
     *     PLUGIN_FAILED}, {@code INVALID_CONFIG}); those that were started are stopped again
     */
    public void startAll() {
        changes.run(() -> {
            try {
                for (String name : configuration().enabledPlugins()) {
                    startConfigured(name);
                }
            } catch (RuntimeException e) {
                stopAll();
                throw e;
            }
            return null;
        });
    }

    private void startConfigured(String name) {
        LoadedPlugin plugin = loaded.remove(name);
        PluginInstance started =
                instances.start(plugin == null ? instances.load(states.usable(name)) : plugin, configuration());
        try {
            services.switchTo(enabled.change(services.active(), null, started));
        } catch (RuntimeException e) {
            instances.stop(started);
            throw e;
        }
    }

    /**
     * What came of putting a configuration into force.
     *
     * @param configuration what is configured now
     * @param changes what was changed, or would be
     */
    public record Applied(Configuration configuration, List<ConfigurationChange> changes) {
        /** Copies the list. */
        public Applied {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Reads the configuration file again, and makes the plugins that run agree with it, all or nothing; those with the same
     * settings as before are not touched.
     *
     * @param check judges the configuration, given the settings of the plugins that it enables; throws when it is wrong
     * @param dryRun whether only to say what would change
     * @throws AuditDbException what {@code check} throws; {@code PLUGIN_FAILED}, {@code NOT_FOUND}: nothing has changed then
     */
    public Applied apply(
            Access by, BiConsumer<Configuration, Map<String, Class<? extends Record>>> check, boolean dryRun) {
        require(by, Right.OPERATE);
        return apply(by, Revision::edited, check, dryRun);
    }

    /**
     * Sets or removes settings in the configuration file, and makes the plugins that run agree with it, all or nothing.
     *
     * @param values by the keys of the settings; empty for those that are to go
     * @param check as for {@link #apply(Access, BiConsumer, boolean)}
     * @param dryRun whether only to say what would change
     * @throws AuditDbException as {@link #apply(Access, BiConsumer, boolean)}; {@code CONFLICT} when there is no file, when
     *     one of the settings would not be in force, or when the file was edited meanwhile
     */
    public Applied set(
            Access by,
            Map<String, Optional<String>> values,
            BiConsumer<Configuration, Map<String, Class<? extends Record>>> check,
            boolean dryRun) {
        require(by, Right.ADMIN);
        if (!by.tenants().isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN,
                    "The configuration is that of all tenants, and so is who may change it");
        }
        return apply(by, running -> Revision.setting(running, values), check, dryRun);
    }

    private Applied apply(
            Access by,
            Function<Configuration, Revision> revise,
            BiConsumer<Configuration, Map<String, Class<? extends Record>>> check,
            boolean dryRun) {
        Reconciliation.Outcome outcome =
                changes.run(() -> new Reconciliation(lifecycle, instances, states, services, enabled, commit, history)
                        .run(by, revise, check, dryRun));
        outcome.replaced().forEach(this::replaced);
        return new Applied(outcome.configuration(), outcome.changes());
    }

    @Override
    public List<PluginInfo> list(Access by) {
        require(by, Right.OPERATE);
        return states.list();
    }

    @Override
    public List<PluginStep> history(Access by, Optional<String> name) {
        require(by, Right.OPERATE);
        return history.steps(name);
    }

    @Override
    public PluginInfo enable(Access by, String name) {
        return change(by, name, () -> {
            if (states.active(name) == null) {
                states.refuseWhileStopping(name);
                activate(by, "plugin.enable", name, () -> enabled.set(name, true));
            }
            return null;
        });
    }

    @Override
    public PluginInfo swap(Access by, String name) {
        return change(by, name, () -> {
            if (states.active(name) == null) {
                states.usable(name);
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT, "Plugin " + name + " is not active; enable it instead");
            }
            return activate(by, "plugin.swap", name, enabled::reload);
        });
    }

    @Override
    public PluginInfo disable(Access by, String name) {
        return change(by, name, () -> {
            PluginInstance old = states.active(name);
            Candidate candidate = old == null ? states.usable(name) : old.candidate();
            enabled.reload();
            if (old != null || enabled.contains(name)) { // the file may have been edited by hand
                commit.run(
                        by,
                        "plugin.disable",
                        candidate,
                        () -> enabled.set(name, false),
                        () -> enabled.change(services.active(), old, null));
            }
            return old;
        });
    }

    @Override
    public PluginInfo install(Access by, Path jar) {
        require(by, Right.OPERATE);
        InstallableJar copy = source.copy(jar);
        return change(by, copy.candidate().name(), () -> {
            try {
                history.step(copy.candidate(), Kind.INSTALL, () -> {
                    commit.record(by, "plugin.install", copy.candidate());
                    copy.place().run();
                    return null;
                });
            } finally {
                copy.discard().run();
            }
            return null;
        });
    }

    @Override
    public void remove(Access by, String name) {
        require(by, Right.OPERATE);
        changes.run(() -> {
            Candidate candidate = states.find(name);
            if (states.active(name) != null || enabled.contains(name)) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT, "Plugin " + name + " is enabled; disable it before removing it");
            }
            if (!candidate.installed()) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "Plugin " + name + " was not installed but came with the platform, and stays");
            }
            return history.step(candidate, Kind.REMOVE, () -> {
                commit.record(by, "plugin.remove", candidate);
                source.delete(name);
                source.forget(name);
                return null;
            });
        });
    }

    private static void require(Access by, Right right) {
        if (!requireNonNull(by, "by is null").may(right)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right " + right.text());
        }
    }

    /** Makes one change; what it returns is stopped after the next change may begin. */
    private PluginInfo change(Access by, String name, Supplier<PluginInstance> step) {
        require(by, Right.OPERATE);
        PluginInstance replaced = changes.run(step);
        if (replaced != null) {
            replaced(replaced);
        }
        return states.info(name);
    }

    /** Stops what is not active any more; the jar of an upgraded plugin is kept for the time of the trial. */
    private void replaced(PluginInstance old) {
        try {
            PluginInstance next = states.active(old.name());
            if (next != null) {
                trials.switched(old, next, () -> source.keep(old.loaded()));
            }
        } catch (UncheckedIOException e) {
            LOG.warn("The jar of {} could not be kept; its new version has no trial", old, e);
        } finally {
            instances.stop(old);
        }
    }

    /**
     * The end of a trial that went badly: the version before is started, beside what runs, and takes its place again. Returns
     * whether that is over; what could not be done now may be tried again.
     */
    private boolean takeBack(Candidate before, Configuration with, PluginInstance bad, String problem) {
        LOG.error("{} turned bad on trial, and version {} comes back: {}", bad, before.version(), problem);
        try {
            PluginInstance replaced = changes.run(() -> {
                if (!services.active().contains(bad)) {
                    return null; // somebody was faster
                }
                Candidate kept = source.kept(before);
                return history.step(
                        kept,
                        Kind.RETURN,
                        () -> activate(
                                HOST,
                                "plugin.return",
                                kept,
                                () -> source.bringBack(before, bad.candidate()),
                                Optional.of(with)));
            });
            if (replaced != null) {
                instances.stop(replaced);
                source.forget(before.name());
                states.failed(bad.name(), "version " + bad.candidate().version() + " was taken back: " + problem);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("Version {} of plugin {} did not come back", before.version(), before.name(), e);
            states.failed(
                    bad.name(),
                    "it turned bad on trial, and version " + before.version() + " did not come back: "
                            + e.getMessage());
            return false;
        }
    }

    /** Called when the watch has put a plugin into quarantine, or let it out. */
    private void quarantine(PluginInstance plugin, Optional<String> where) {
        if (where.isPresent()) {
            LOG.error("{} is put into quarantine: {}", plugin, where.get());
            history.tell(plugin.candidate(), Kind.QUARANTINE, () -> where);
        } else {
            LOG.warn("{} is out of quarantine: its calls have ended", plugin);
        }
        services.refresh();
        try {
            commit.record(HOST, where.isPresent() ? "plugin.quarantine" : "plugin.release", plugin.candidate());
        } catch (RuntimeException e) {
            LOG.warn("The quarantine of {} was not recorded", plugin.name(), e);
        }
    }

    /** Starts an instance and switches to it; returns the one it replaced, or null. */
    private PluginInstance activate(Access by, String action, String name, Supplier<Runnable> configure) {
        return activate(by, action, states.usable(name), configure, Optional.empty());
    }

    /** {@code otherwise} is what to start it with where the file of now does not fit. */
    private PluginInstance activate(
            Access by,
            String action,
            Candidate candidate,
            Supplier<Runnable> configure,
            Optional<Configuration> otherwise) {
        PluginInstance old = states.active(candidate.name());
        PluginInstance next = states.rememberFailure(candidate.name(), () -> started(candidate, old, otherwise));
        try {
            history.step(candidate, Kind.SWITCH, () -> {
                commit.run(by, action, candidate, configure, () -> enabled.change(services.active(), old, next));
                return null;
            });
        } catch (RuntimeException e) {
            instances.stop(next);
            throw e;
        }
        return old;
    }

    private PluginInstance started(Candidate candidate, PluginInstance old, Optional<Configuration> otherwise) {
        try {
            Configuration fresh = configuration().reload();
            return instances.startWell(instances.load(candidate), fresh, old);
        } catch (AuditDbException e) {
            if (otherwise.isEmpty() || e.code() != StandardErrorCode.INVALID_CONFIG) {
                throw e;
            }
            LOG.warn(
                    "{} is started with the settings that it had: {} {}", candidate.name(), e.getMessage(), e.faults());
            return instances.startWell(instances.load(candidate), otherwise.get(), old);
        }
    }

    private void stopAll() {
        loaded.values().forEach(plugin -> plugin.unload().run());
        loaded.clear();
        var remaining = new ArrayList<>(services.active());
        Collections.reverse(remaining);
        for (PluginInstance last : List.copyOf(remaining)) {
            services.forceTo(enabled.change(services.active(), last, null));
            instances.stop(last);
        }
    }

    /** Stops all plugins, the last started first, and then what is behind their class loaders. */
    @Override
    public void close() {
        if (changes.close()) {
            trials.close();
            stopAll();
            watch.close();
            source.close();
        }
    }
}
