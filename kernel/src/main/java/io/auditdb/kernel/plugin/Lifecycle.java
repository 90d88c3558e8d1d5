package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.plugin.PluginStep.Kind;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops plugins, each step with a limit on its time. */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final PluginHostSettings settings;
    private final Services services;
    private final Path directories;
    private final PluginHistory history;
    private final AtomicLong drainTimeouts = new AtomicLong();

    /** {@code directories} is where each plugin has a directory of its own. */
    Lifecycle(PluginHostSettings settings, Services services, Path directories, PluginHistory history) {
        this.settings = settings;
        this.services = services;
        this.directories = directories;
        this.history = history;
    }

    long drainTimeouts() {
        return drainTimeouts.get();
    }

    /** Checks that the jar told the truth, and returns what settings the plugin has. */
    Class<? extends Record> settings(LoadedPlugin loaded) {
        try {
            return bounded(loaded, settings.startTimeout(), () -> {
                String name = loaded.plugin().name();
                if (!name.equals(loaded.name())) {
                    throw new IllegalStateException("it calls itself " + name);
                }
                return loaded.plugin().settings();
            });
        } catch (Exception e) {
            throw PluginSource.failed(loaded.candidate(), "cannot be used: " + reason(e), e);
        }
    }

    /** Starts it with what the instance before handed over, or leaves nothing of it behind. */
    PluginInstance start(LoadedPlugin loaded, Configuration configuration, Optional<byte[]> inherited) {
        Record bound = bound(loaded, configuration);
        var context = new HostContext(
                loaded.name(),
                bound,
                services,
                directories.resolve(loaded.name()),
                inherited,
                loaded.candidate().uses());
        try {
            return history.step(loaded.candidate(), Kind.START, () -> started(loaded, context, bound, configuration));
        } catch (RuntimeException e) {
            close(loaded);
            throw e;
        }
    }

    private Record bound(LoadedPlugin loaded, Configuration configuration) {
        try {
            return history.step(
                    loaded.candidate(),
                    Kind.CONFIGURE,
                    () -> configuration.bind("plugins." + loaded.name(), settings(loaded)));
        } catch (RuntimeException e) {
            loaded.unload().run();
            throw e;
        }
    }

    private PluginInstance started(
            LoadedPlugin loaded, HostContext context, Record bound, Configuration configuration) {
        try {
            List<Extension> extensions = bounded(loaded, settings.startTimeout(), () -> {
                loaded.plugin().start(context);
                return ExtensionPoints.collect(loaded.name(), loaded.plugin());
            });
            context.forgetInherited();
            return new PluginInstance(
                    loaded,
                    extensions,
                    bound,
                    new CallLimits(settings.callTimeout(), settings.maxCalls()),
                    configuration);
        } catch (Exception e) {
            throw PluginSource.failed(loaded.candidate(), "did not start: " + reason(e), e);
        }
    }

    /** Asks a running instance what the next one may go on with; a failure is a step in its history, and nothing. */
    Optional<byte[]> state(PluginInstance instance) {
        var state = new AtomicReference<byte[]>();
        long start = System.nanoTime();
        Optional<String> problem = state(instance, state);
        if (problem.isPresent() || state.get() != null) {
            history.done(instance.candidate(), Kind.HAND_OVER, Duration.ofNanos(System.nanoTime() - start), problem);
        }
        return Optional.ofNullable(state.get());
    }

    private Optional<String> state(PluginInstance instance, AtomicReference<byte[]> into) {
        LoadedPlugin loaded = instance.loaded();
        try {
            Optional<byte[]> state = bounded(
                    loaded, settings.startTimeout(), () -> loaded.plugin().state());
            if (state.isPresent() && state.get().length > settings.maxState().bytes()) {
                return Optional.of("it hands over " + state.get().length + " bytes, plugin-host.max-state allows "
                        + settings.maxState().bytes());
            }
            into.set(state.orElse(null));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was left while it handed over");
        } catch (Exception e) {
            return Optional.of(reason(e));
        }
    }

    /** Asks a running instance whether it can take other settings as it is; empty when it has to be started again. */
    Optional<Runnable> adjustment(PluginInstance instance, Record to) {
        LoadedPlugin loaded = instance.loaded();
        try {
            return bounded(
                    loaded, settings.startTimeout(), () -> loaded.plugin().reconfiguration(to));
        } catch (Exception e) {
            throw PluginSource.failed(loaded.candidate(), "does not take its settings: " + reason(e), e);
        }
    }

    /** Has it take them; returns why it did not. */
    Optional<String> adjust(PluginInstance instance, Record to, Runnable work) {
        try {
            bounded(instance.loaded(), settings.startTimeout(), () -> {
                work.run();
                return null;
            });
            instance.adjusted(to);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was left while it took its settings");
        } catch (Exception e) {
            LOG.error("{} did not take its settings", instance, e);
            return Optional.of(reason(e));
        }
    }

    /** Asks a started instance how it is; throws when it is not well. */
    void check(PluginInstance instance) {
        LoadedPlugin loaded = instance.loaded();
        for (Extension extension : instance.extensions()) {
            if (extension.value() instanceof HealthCheck check) {
                Optional<String> problem = problem(loaded, check);
                if (problem.isPresent()) {
                    throw PluginSource.failed(loaded.candidate(), problem.get(), null);
                }
            }
        }
    }

    private Optional<String> problem(LoadedPlugin loaded, HealthCheck check) {
        try {
            return bounded(loaded, settings.startTimeout(), () -> {
                HealthCheck.Result result = check.check();
                if (result == null) {
                    return Optional.of("does not say how it is: its check returned null");
                }
                return result.status() == HealthCheck.Status.DOWN
                        ? Optional.of("is not well: " + check.name() + ": " + result.message())
                        : Optional.empty();
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("was left while it said how it is");
        } catch (Exception e) {
            return Optional.of("does not say how it is: " + reason(e));
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /**
     * Lets the calls in flight finish, then closes. A plugin that asked for its own end, by a call that is one of those,
     * is closed on another thread after that call.
     */
    void stop(PluginInstance instance, Runnable stopped) {
        instance.retire();
        if (!services.isInside(instance)) {
            drainAndClose(instance, stopped);
            return;
        }
        var thread = new Thread(
                null,
                () -> drainAndClose(instance, stopped),
                "audit-db-plugin-" + instance.name() + "-drain",
                0,
                false);
        thread.setContextClassLoader(Lifecycle.class.getClassLoader());
        thread.start();
    }

    private void drainAndClose(PluginInstance instance, Runnable stopped) {
        var interrupted = new AtomicBoolean();
        history.tell(instance.candidate(), Kind.DRAIN, () -> drain(instance, interrupted));
        close(instance.loaded());
        stopped.run();
        if (interrupted.get()) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> drain(PluginInstance instance, AtomicBoolean interrupted) {
        try {
            if (!instance.awaitIdle(settings.drainTimeout())) {
                drainTimeouts.incrementAndGet();
                LOG.warn(
                        "{} is closed with {} calls in flight after {} ms",
                        instance,
                        instance.callsInFlight(),
                        settings.drainTimeout().toMillis());
                return Optional.of(instance.callsInFlight() + " calls were in flight after "
                        + settings.drainTimeout().toMillis() + " ms");
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            interrupted.set(true); // and is closed all the same
            return Optional.of("the wait for calls in flight was interrupted");
        }
    }

    private void close(LoadedPlugin loaded) {
        history.tell(loaded.candidate(), Kind.CLOSE, () -> closed(loaded));
        loaded.unload().run();
        if (loaded.candidate().jar() != null) { // on the class path, classes are not the plugin's own
            history.closed(loaded.candidate(), loaded.loader());
        }
    }

    private Optional<String> closed(LoadedPlugin loaded) {
        try {
            bounded(loaded, settings.stopTimeout(), () -> {
                loaded.plugin().close();
                return null;
            });
            return loaded.copy() == null ? Optional.empty() : PluginThreads.leftOf(loaded);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("{} was left while it closed", loaded);
            return Optional.of("it was left while it closed");
        } catch (Exception e) {
            LOG.error("{} did not close", loaded, e);
            return Optional.of(reason(e));
        }
    }

    /** Runs a step on a thread of its own, with the plugin's context class loader. */
    private static <T> T bounded(LoadedPlugin loaded, Duration bound, Callable<T> step) throws Exception {
        var task = new FutureTask<>(step);
        var thread = new Thread(null, task, "audit-db-plugin-" + loaded.name(), 0, false);
        thread.setContextClassLoader(loaded.loader());
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new AuditDbException(StandardErrorCode.TIMEOUT, "it took longer than " + bound.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
