package io.auditdb.kernel.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Finds threads that a plugin has started and not ended: they have its class loader, as whoever starts them has it. */
final class PluginThreads {
    /** A thread that was told to end takes a moment. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private PluginThreads() {}

    /** Names those that are left of a closed plugin; empty when all is well. */
    static Optional<String> leftOf(LoadedPlugin plugin) {
        long start = System.nanoTime();
        List<Thread> left = of(plugin.loader());
        while (!left.isEmpty() && System.nanoTime() - start < GRACE_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
            left = of(plugin.loader());
        }
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of("it left threads running: "
                        + left.stream().map(Thread::getName).sorted().collect(Collectors.joining(", ")));
    }

    private static List<Thread> of(ClassLoader loader) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var all = new Thread[root.activeCount() * 2];
        int count = root.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(it -> it != Thread.currentThread() && it.getContextClassLoader() == loader)
                .toList();
    }
}
