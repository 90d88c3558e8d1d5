package io.auditdb.kernel.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts calls that are too long inside a plugin, and puts plugins into quarantine that do not heed that, for as long as the
 * call goes on. Has a thread while it is open, which calls nobody: what is to be done about it is done on another one.
 */
final class CallWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallWatch.class);
    private static final int LOOKS_PER_LIMIT = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Set<PluginInstance> watched = ConcurrentHashMap.newKeySet();
    private final BiConsumer<PluginInstance, Optional<String>> changed;
    private final long nanos;
    private final Thread thread;
    private volatile boolean closed;

    /** {@code changed} is told of each plugin that comes into quarantine, with where its call is, or out of it. */
    CallWatch(Duration limit, BiConsumer<PluginInstance, Optional<String>> changed) {
        this.changed = changed;
        this.nanos = Math.max(SHORTEST_NANOS, limit.toNanos() / LOOKS_PER_LIMIT);
        this.thread = new Thread(null, this::run, "audit-db-plugin-watch", 0, false);
        thread.setContextClassLoader(CallWatch.class.getClassLoader());
        thread.setDaemon(true);
        if (!limit.isZero()) {
            thread.start();
        }
    }

    void add(PluginInstance instance) {
        watched.add(instance);
    }

    void remove(PluginInstance instance) {
        watched.remove(instance);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(nanos);
            try {
                watched.forEach(this::look);
            } catch (RuntimeException | Error e) { // it has to go on, also where no thread can be made
                LOG.error("Calls of plugins could not be looked at", e);
            }
        }
    }

    private void look(PluginInstance instance) {
        Optional<String> where = instance.checkTimes();
        boolean isQuarantined = instance.quarantine() != null;
        if (where.isPresent() != isQuarantined) {
            String before = instance.quarantine();
            instance.quarantine(where.orElse(null));
            try {
                tell(instance, where);
            } catch (RuntimeException | Error e) { // then the next look does
                instance.quarantine(before);
                throw e;
            }
        }
    }

    private void tell(PluginInstance instance, Optional<String> where) {
        var telling = new Thread(null, () -> changed.accept(instance, where), "audit-db-plugin-quarantine", 0, false);
        telling.setContextClassLoader(CallWatch.class.getClassLoader());
        telling.setDaemon(true);
        telling.start();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
