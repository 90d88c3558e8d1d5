package io.auditdb.kernel.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** Interrupts calls that are too long inside a plugin, and tells who does not heed that. Has a thread while it is open. */
final class CallWatch implements AutoCloseable {
    private static final int LOOKS_PER_LIMIT = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Set<PluginInstance> watched = ConcurrentHashMap.newKeySet();
    private final BiConsumer<PluginInstance, String> stuck;
    private final long nanos;
    private final Thread thread;
    private volatile boolean closed;

    /** {@code stuck} is called once for each plugin that has a call which does not end, with where it is. */
    CallWatch(Duration limit, BiConsumer<PluginInstance, String> stuck) {
        this.stuck = stuck;
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
            watched.forEach(this::look);
        }
    }

    private void look(PluginInstance instance) {
        Optional<String> where = instance.checkTimes();
        if (where.isPresent() && instance.quarantine() == null) {
            stuck.accept(instance, where.get());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
