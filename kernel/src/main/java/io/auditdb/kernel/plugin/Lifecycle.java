package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops plugins, each step with a limit on its time. */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final PluginHostSettings settings;
    private final Services services;
    private final Path directories;
    private final AtomicLong drainTimeouts = new AtomicLong();

    /** {@code directories} is where each plugin has a directory of its own. */
    Lifecycle(PluginHostSettings settings, Services services, Path directories) {
        this.settings = settings;
        this.services = services;
        this.directories = directories;
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

    /** Starts it, or leaves nothing of it behind. */
    PluginInstance start(LoadedPlugin loaded, Configuration configuration) {
        Record bound;
        try {
            bound = configuration.bind("plugins." + loaded.name(), settings(loaded));
        } catch (RuntimeException e) {
            loaded.unload().run();
            throw e;
        }
        var context = new HostContext(loaded.name(), bound, services, directories.resolve(loaded.name()));
        try {
            List<Extension> extensions = bounded(loaded, settings.startTimeout(), () -> {
                loaded.plugin().start(context);
                return ExtensionPoints.collect(loaded.name(), loaded.plugin());
            });
            return new PluginInstance(loaded, extensions);
        } catch (Exception e) {
            close(loaded);
            throw PluginSource.failed(loaded.candidate(), "did not start: " + reason(e), e);
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
        boolean interrupted = false;
        try {
            if (!instance.awaitIdle(settings.drainTimeout())) {
                drainTimeouts.incrementAndGet();
                LOG.warn(
                        "{} is closed with {} calls in flight after {} ms",
                        instance,
                        instance.callsInFlight(),
                        settings.drainTimeout().toMillis());
            }
        } catch (InterruptedException e) {
            interrupted = true; // and is closed all the same
        }
        close(instance.loaded());
        stopped.run();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(LoadedPlugin loaded) {
        try {
            bounded(loaded, settings.stopTimeout(), () -> {
                loaded.plugin().close();
                return null;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("{} was left while it closed", loaded);
        } catch (Exception e) {
            LOG.error("{} did not close", loaded, e);
        }
        loaded.unload().run();
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
