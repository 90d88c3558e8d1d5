package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.testing.RedisServer;
import io.auditdb.testing.TestingPluginContext;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host swaps plugins as often as somebody wishes: nothing of one that was closed may stay. */
class TestRedisClassLoader {
    private static final String PLUGIN = "io.auditdb.plugin.cacheredis.CacheRedisPlugin";
    private static final int SWAPS = 5;

    @TempDir
    private Path directory;

    /** Has what the host shares with plugins, and nothing else. */
    private static final class HostLoader extends ClassLoader {
        HostLoader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.auditdb.api.") || name.startsWith("org.slf4j.")) {
                return Class.forName(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Test
    void isCollectedAfterItWasClosed() throws Exception {
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        ExecutorService threads = Executors.newFixedThreadPool(2); // outlive every plugin
        try (RedisServer redis = RedisServer.start()) {
            for (int i = 0; i < SWAPS; i++) {
                loaders.add(use(redis, threads));
            }
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(left(loaders)).isZero());
        } finally {
            threads.shutdownNow();
        }
    }

    private WeakReference<ClassLoader> use(RedisServer redis, ExecutorService threads) throws Exception {
        var loader = new URLClassLoader(classPath(), new HostLoader());
        var plugin = (Plugin) loader.loadClass(PLUGIN).getConstructor().newInstance();
        assertThat(plugin.getClass().getClassLoader()).isSameAs(loader);
        // the record of settings is the loader's own
        plugin.start(TestingPluginContext.builder("cache-redis", directory)
                .setting("addresses", redis.address())
                .setting("timeout", "5s")
                .build());
        QueryCache cache = plugin.queryCaches().get(0);
        List<Runnable> work = List.of(() -> putAndGet(cache), () -> putAndGet(cache));
        work.get(0).run();
        for (var done : work.stream().map(threads::submit).toList()) {
            done.get();
        }
        cache.clear(); // when nobody uses it, for it takes from all of them
        plugin.close();
        loader.close();
        return new WeakReference<>(loader);
    }

    private static void putAndGet(QueryCache cache) {
        var answer = new CachedAnswer(new byte[5_000], Instant.now().plusSeconds(60));
        CacheKey mine = SharedCache.key("mine" + Thread.currentThread().getId());
        cache.put(mine, answer);
        assertThat(cache.get(mine).orElseThrow().bytes()).isEqualTo(answer.bytes());
        assertThat(cache.lease(mine, Duration.ofSeconds(60))).isTrue();
        cache.release(mine);
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        System.gc();
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }
}
