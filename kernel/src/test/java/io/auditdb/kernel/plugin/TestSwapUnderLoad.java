package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.compliance.RetentionGuard;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSwapUnderLoad {
    private static final int SWAPS = 50;
    private static final int CALLERS = 4;

    @TempDir
    Path directory;

    @Test
    void fiftySwapsFailNoCallAndLeaveNoClassLoader() throws Exception {
        try (var testing = new TestingHost(directory, "plugins: {sample: {}}\n")) {
            new PluginJars(directory).sample("sample", "1.0.0", testing.distribution);
            testing.host.startAll();
            List<WeakReference<ClassLoader>> old = new ArrayList<>();
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            var calls = new AtomicLong();
            var stop = new AtomicBoolean();
            var callers = Executors.newFixedThreadPool(CALLERS);
            for (int i = 0; i < CALLERS; i++) {
                callers.execute(() -> call(testing, stop, calls, failures));
            }

            for (int i = 0; i < SWAPS; i++) {
                old.add(new WeakReference<>(testing.host.active().get(0).loader()));
                // No pause: the next swap meets calls that have yet to load their classes.
                testing.host.swap(TestingHost.OPERATOR, "sample");
            }
            stop.set(true);
            // The callers' threads live on: a pooled thread must not keep a plugin either.
            callers.submit(() -> {}).get(10, TimeUnit.SECONDS);

            assertThat(failures).isEmpty();
            assertThat(calls.get()).isGreaterThan(SWAPS);
            assertThat(testing.host.drainTimeouts()).isZero();
            assertThat(reachableAfterCollection(old)).isZero();
            callers.shutdown();
            assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void call(TestingHost testing, AtomicBoolean stop, AtomicLong calls, Queue<Throwable> failures) {
        RetentionGuard guard = testing.host.service(RetentionGuard.class);
        while (!stop.get()) {
            try {
                assertThat(TestingHost.ask(guard, "slow")).isEqualTo("1.0.0 hello");
                testing.host.extensions(RetentionGuard.class).forEach(each -> TestingHost.ask(each, "slow"));
                calls.incrementAndGet();
            } catch (Throwable e) {
                failures.add(e);
                return;
            }
        }
    }

    private static long reachableAfterCollection(List<WeakReference<ClassLoader>> references)
            throws InterruptedException {
        long reachable = references.size();
        for (int attempt = 0; attempt < 100 && reachable > 0; attempt++) {
            System.gc();
            Thread.sleep(50);
            reachable = references.stream()
                    .filter(reference -> reference.get() != null)
                    .count();
        }
        return reachable;
    }
}
