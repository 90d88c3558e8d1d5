package io.auditdb.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link QueryCache} must keep to, tested with the only one that a plugin has. A plugin's test module has one
 * subclass of it, which names the plugin:
 *
 * <pre>{@code
 * class TestHelloCache extends BaseQueryCacheTest {
 *     TestHelloCache() {
 *         super(HelloCachePlugin.class);
 *     }
 * }
 * }</pre>
 */
public abstract class BaseQueryCacheTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final int LARGE = 512 << 10;
    private static final int THREADS = 4;
    private static final int ROUNDS = 2000;

    private final Class<? extends Plugin> type;

    @TempDir
    private Path directory;

    private Plugin plugin;

    private QueryCache cache;

    /** Names the plugin. */
    protected BaseQueryCacheTest(Class<? extends Plugin> type) {
        this.type = type;
    }

    /** Adds what the plugin needs to start beyond its defaults, such as the address of a server. */
    protected void prepare(TestingPluginContext.Builder context) {}

    /** Starts the plugin, with a cache that knows nothing. */
    @BeforeEach
    public final void start() throws Exception {
        plugin = type.getConstructor().newInstance();
        var context = TestingPluginContext.builder(plugin.name(), directory);
        prepare(context);
        plugin.start(context.build());
        assertThat(plugin.queryCaches()).hasSize(1);
        cache = plugin.queryCaches().get(0);
        cache.clear();
    }

    /** Ends the plugin. */
    @AfterEach
    public final void close() throws Exception {
        plugin.close();
    }

    private static CacheKey key(String parameters) {
        return new CacheKey("clinic", "page", HASH, parameters, "31");
    }

    private static CachedAnswer answer(String text, Duration time) {
        return new CachedAnswer(text.getBytes(UTF_8), Instant.now().plus(time));
    }

    private Optional<String> text(CacheKey key) {
        return cache.get(key).map(answer -> new String(answer.bytes(), UTF_8));
    }

    /** Bytes and expiry; also where answers are large, empty, or not text. */
    @Test
    public final void givesWhatWasPut() {
        var large = new byte[LARGE];
        new Random(5).nextBytes(large);
        for (byte[] bytes : new byte[][] {large, {}, {0, -1, 127, -128}}) {
            Instant expires = Instant.now().plus(LONG).truncatedTo(ChronoUnit.MILLIS);

            cache.put(key("a"), new CachedAnswer(bytes, expires));

            for (int i = 0; i < 2; i++) { // the second time from where the first has put it, perhaps
                CachedAnswer found = cache.get(key("a")).orElseThrow();
                assertThat(found.bytes()).isEqualTo(bytes);
                assertThat(found.expires()).isEqualTo(expires);
            }
        }
    }

    /** A cache makes nothing up. */
    @Test
    public final void givesNothingThatWasNotPut() {
        cache.put(key("a"), answer("a", LONG));

        assertThat(cache.get(key("b"))).isEmpty();
    }

    /** Of two answers the later one counts. */
    @Test
    public final void replacesAnAnswer() {
        cache.put(key("a"), answer("old", LONG));
        assertThat(text(key("a"))).contains("old");

        cache.put(key("a"), answer("new", LONG));

        assertThat(text(key("a"))).contains("new");
    }

    /** Tenants never see each other's answers; the other parts of a key count as well, and so does where each ends. */
    @Test
    public final void tellsKeysApart() {
        List<CacheKey> keys = List.of(
                new CacheKey("clinic", "page", "q", "p", "31"),
                new CacheKey("other", "page", "q", "p", "31"),
                new CacheKey("*", "page", "q", "p", "31"),
                new CacheKey("Clinic", "page", "q", "p", "31"),
                new CacheKey("klinik-zürich", "page", "q", "p", "31"),
                new CacheKey("clinic", "event", "q", "p", "31"),
                new CacheKey("clinic", "page", "r", "p", "31"),
                new CacheKey("clinic", "page", "q", "r", "31"),
                new CacheKey("clinic", "page", "q", "p", "32"),
                new CacheKey("clinic:page", "q", "q", "p", "31"),
                new CacheKey("clinic", "page:q", "q", "p", "31"),
                new CacheKey("clinicp", "age", "q", "p", "31"),
                new CacheKey("clinic", "page", "qp", "", "31"));

        for (int i = 0; i < keys.size(); i++) {
            cache.put(keys.get(i), answer("answer " + i, LONG));
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(text(keys.get(i))).as(keys.get(i).toString()).contains("answer " + i);
        }
    }

    /** Only what the key says. */
    @Test
    public final void removesAnAnswer() {
        cache.put(key("a"), answer("a", LONG));
        cache.put(key("b"), answer("b", LONG));
        cache.get(key("a"));

        cache.remove(key("a"));
        cache.remove(key("never put"));

        assertThat(cache.get(key("a"))).isEmpty();
        assertThat(text(key("b"))).contains("b");
    }

    /** Of every tenant. */
    @Test
    public final void clearsEverything() {
        var other = new CacheKey("other", "event", HASH, HASH, "31");
        cache.put(key("a"), answer("a", LONG));
        cache.put(other, answer("b", LONG));
        cache.get(key("a"));

        cache.clear();

        assertThat(cache.get(key("a"))).isEmpty();
        assertThat(cache.get(other)).isEmpty();
        assertThat(cache.stats().entries()).isLessThanOrEqualTo(0);
    }

    /** However often it is asked for. */
    @Test
    public final void forgetsWhatExpired() {
        Instant expires = Instant.now().plus(SHORT).truncatedTo(ChronoUnit.MILLIS);
        cache.put(key("a"), new CachedAnswer(new byte[1], expires));

        boolean given = false;
        Instant asked = Instant.now();
        while (asked.isBefore(expires)) {
            given |= cache.get(key("a")).isPresent();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            asked = Instant.now();
        }

        assertThat(cache.get(key("a"))).isEmpty();
        assertThat(given).as("given before").isTrue();
    }

    /** Nor does it leave what such an answer was to replace. */
    @Test
    public final void doesNotKeepWhatHasExpired() {
        cache.put(key("a"), answer("a", LONG));

        cache.put(key("a"), answer("b", Duration.ofSeconds(-1)));
        cache.put(key("b"), answer("b", Duration.ofSeconds(-1)));

        assertThat(cache.get(key("a"))).isEmpty();
        assertThat(cache.get(key("b"))).isEmpty();
    }

    /** What is counted is what was done; what somebody wanted gone was not evicted. */
    @Test
    public final void countsWhatItDoes() {
        QueryCache.Stats before = cache.stats();

        cache.put(key("a"), answer("a", LONG));
        cache.put(key("b"), answer("b", LONG));
        cache.get(key("a"));
        cache.get(key("a"));
        cache.get(key("c"));
        cache.remove(key("a"));
        cache.get(key("a"));
        QueryCache.Stats after = cache.stats();

        assertThat(after.puts() - before.puts()).isEqualTo(2);
        assertThat(after.hits() - before.hits()).isEqualTo(2);
        assertThat(after.misses() - before.misses()).isEqualTo(2);
        assertThat(after.evictions()).isEqualTo(before.evictions());
        assertThat(after.entries()).isIn(-1L, 1L);
    }

    /** To everybody where it is local; where it is shared, to one until it is given back or its time is over. */
    @Test
    public final void leases() throws InterruptedException {
        boolean local = cache.reach() == QueryCache.Reach.LOCAL;

        assertThat(cache.lease(key("a"), LONG)).isTrue();
        assertThat(cache.lease(key("a"), LONG)).isEqualTo(local);
        assertThat(cache.lease(key("b"), SHORT)).isTrue();
        assertThat(cache.get(key("a"))).as("a lease is no answer").isEmpty();
        cache.release(key("a"));
        assertThat(cache.lease(key("a"), LONG)).isTrue();
        cache.release(key("a"));
        cache.release(key("never leased"));
        Thread.sleep(SHORT.toMillis());
        assertThat(cache.lease(key("b"), SHORT)).isTrue();
    }

    /** Each key has its own answer, whoever asks and puts at the same time. */
    @Test
    public final void servesManyThreads() throws Exception {
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                var random = new Random(thread);
                running.add(threads.submit(() -> {
                    askAndPut(random);
                    return null;
                }));
            }
            for (Future<Void> each : running) {
                each.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void askAndPut(Random random) {
        for (int i = 0; i < ROUNDS; i++) {
            int number = random.nextInt(50);
            CacheKey key = key("key " + number);
            switch (random.nextInt(8)) {
                case 0 -> cache.remove(key);
                case 1, 2, 3 -> cache.put(key, answer(("answer " + number + ' ').repeat(1 + number * 20), LONG));
                default -> text(key).ifPresent(text -> assertThat(text).startsWith("answer " + number + ' '));
            }
        }
    }
}
