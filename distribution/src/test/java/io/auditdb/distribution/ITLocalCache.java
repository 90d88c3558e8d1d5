package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.plugin.PluginSource;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged cache as a bundle. */
class ITLocalCache {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final int SWAPS = 10;
    private static final int CALLERS = 2;
    /** Each swap loads about seven hundred. */
    private static final int FEW_CLASSES = 300;

    @Test
    void leavesNothingBehindWhenItIsSwappedUnderLoad(@TempDir Path directory) throws Exception {
        Path var = Files.createDirectories(directory.resolve("var"));
        Path file = Files.writeString(var.resolve("audit-db.yaml"), "plugins:\n  cache-local:\n    size: 8MB\n");
        Configuration configuration = Configuration.load(file, Map.of());
        var settings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        Path plugins = Installation.unpack(directory).home().resolve("plugins");
        try (var host = new PluginHost(
                configuration, PluginSource.bundles(plugins, var, settings), var, (by, action, details) -> {})) {
            host.startAll();
            var stop = new AtomicBoolean();
            var callers = Executors.newFixedThreadPool(CALLERS);
            try {
                List<Future<Long>> calls = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    calls.add(callers.submit(() -> call(host, stop)));
                }
                host.swap(OPERATOR, "cache-local");
                System.gc();
                int classes = loadedClasses();
                for (int i = 0; i < SWAPS; i++) {
                    host.swap(OPERATOR, "cache-local");
                }
                assertThat(loadedClasses()).as("before they are collected").isGreaterThan(classes + FEW_CLASSES);
                stop.set(true);
                for (Future<Long> each : calls) {
                    assertThat(each.get(10, TimeUnit.SECONDS)).isGreaterThan(SWAPS);
                }

                // The callers' threads live on: a pooled thread must not keep a plugin either.
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    System.gc();
                    assertThat(loadedClasses()).isLessThan(classes + FEW_CLASSES);
                    assertThat(direct()).isLessThan(12 << 20);
                });
            } finally {
                callers.shutdownNow();
            }
        }
    }

    private static long call(PluginHost host, AtomicBoolean stop) {
        long calls = 0;
        while (!stop.get()) {
            var key = new CacheKey("tenant", "page", "query", Long.toString(calls % 1000), "31");
            for (QueryCache cache : host.extensions(QueryCache.class)) {
                cache.put(key, new CachedAnswer(new byte[5000], Instant.now().plusSeconds(60)));
                cache.get(key).ifPresent(answer -> assertThat(answer.bytes()).hasSize(5000));
                assertThat(cache.stats().maxBytes()).isEqualTo(8 << 20);
            }
            calls++;
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
        }
        return calls;
    }

    private static int loadedClasses() {
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
