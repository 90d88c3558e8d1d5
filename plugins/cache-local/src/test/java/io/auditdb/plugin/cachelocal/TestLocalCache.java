package io.auditdb.plugin.cachelocal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestLocalCache {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final DataSize MEGABYTE = new DataSize(1 << 20);
    private static final double TOLERANCE = 0.05;

    private static CacheLocalSettings settings(String size, int entries) {
        return new CacheLocalSettings(DataSize.parse(size), entries, MEGABYTE, 0.85);
    }

    private static CacheKey key(long number) {
        return new CacheKey("tenant " + number % 20, "page", HASH, "%064x".formatted(number), "31");
    }

    private static CachedAnswer answer(int size) {
        return new CachedAnswer(new byte[size], Instant.now().plusSeconds(600));
    }

    @Test
    void givesTheObjectItselfSoThatItsMeaningIsRemembered() {
        try (LocalCache cache = LocalCache.open(settings("4MB", 10))) {
            cache.put(key(1), answer(10));

            CachedAnswer first = cache.get(key(1)).orElseThrow();
            first.read(bytes -> "read once");

            assertThat(cache.get(key(1))).containsSame(first);
            assertThat(first.read(bytes -> "read twice")).isEqualTo("read once");
        }
    }

    /** As a seeded mix of sizes from 200 bytes to 500 kilobytes fills it three times, with reads in between. */
    @Test
    void holdsAsManyBytesAsConfigured() {
        long before = directAtRest();
        try (LocalCache cache = LocalCache.open(settings("100MB", 1000))) {
            // the least of several, because what other tests have left may go late
            long used = LongStream.generate(Memory::heap).limit(5).min().orElseThrow();
            fill(cache, 300L << 20, 7);

            Stats stats = cache.stats();
            double offHeap = (Memory.direct() - before) / (double) MEGABYTE.bytes();
            double onHeap = (Memory.heap() - used) / (double) MEGABYTE.bytes();
            System.out.printf(
                    "of 100 MB: %.1f off the heap and %.1f on it, %d answers; its own figure %.1f%n",
                    offHeap, onHeap, stats.entries(), stats.bytes() / (double) MEGABYTE.bytes());
            assertThat(offHeap + onHeap).isBetween(100 * (1 - TOLERANCE), 100 * (1 + TOLERANCE));
            assertThat(stats.maxBytes()).isEqualTo(100 * MEGABYTE.bytes());
            assertThat(stats.bytes() / (double) stats.maxBytes()).isBetween(1 - TOLERANCE, 1 + TOLERANCE);
            assertThat(stats.evictions().get("capacity")).isPositive();
        }
    }

    /** What other tests have left is gone. */
    private static long directAtRest() {
        return await().until(Memory::direct, bytes -> bytes < 1 << 20);
    }

    private static void fill(LocalCache cache, long bytes, int seed) {
        var random = new Random(seed);
        long written = 0;
        for (long i = 0; written < bytes; i++) {
            int size = (int) (200 * Math.pow(2500, random.nextDouble()));
            cache.put(key(i), answer(size));
            cache.get(key((long) (i * random.nextDouble())));
            written += size;
        }
    }

    @Test
    void holdsAsManyAnswersOnTheHeapAsConfigured() {
        try (LocalCache cache = LocalCache.open(settings("16MB", 100))) {
            for (int i = 0; i < 1000; i++) {
                cache.put(key(i), answer(100));
                cache.get(key(i));
            }

            assertThat(cache.heap().size()).isEqualTo(100);
            assertThat(cache.stats().entries()).isEqualTo(1000);
            assertThat(cache.stats().evictions().values()).containsOnly(0L);
            assertThat(cache.get(key(0))).as("still off the heap").isPresent();
        }
    }

    @Test
    void doesNotKeepWhatIsTooLarge() {
        try (LocalCache cache =
                LocalCache.open(new CacheLocalSettings(DataSize.parse("16MB"), 10, DataSize.parse("10KB"), 0.85))) {
            cache.put(key(1), answer(10));
            cache.put(key(1), answer((10 << 10) + 1));
            cache.put(key(2), answer(10 << 10));

            assertThat(cache.get(key(1))).as("what it was to replace").isEmpty();
            assertThat(cache.get(key(2))).isPresent();
            assertThat(cache.stats().evictions()).containsEntry("too-large", 1L);
            assertThat(cache.stats().puts()).isEqualTo(2);
        }
    }

    /** Ehcache would report an error and keep nothing. */
    @Test
    void keepsTheLargestAnswerThatItAccepts() {
        try (LocalCache cache = LocalCache.open(settings("4MB", 10))) {
            int largest = (4 << 20) / 20;
            for (int i = 0; i < 100; i++) {
                cache.put(key(i), answer(largest));
                assertThat(cache.get(key(i))).isPresent();
            }
            cache.put(key(100), answer(largest + 1));
            assertThat(cache.stats().evictions()).containsEntry("too-large", 1L);
        }
    }

    @Test
    void countsWhatExpiredWhenItFindsOut() {
        try (LocalCache cache = LocalCache.open(settings("4MB", 10))) {
            cache.put(
                    key(1), new CachedAnswer("x".getBytes(UTF_8), Instant.now().plusMillis(50)));
            cache.get(key(1));

            await().atMost(Duration.ofSeconds(5)).until(() -> cache.get(key(1)).isEmpty());

            assertThat(cache.stats().evictions()).containsEntry("expiry", 1L).containsEntry("capacity", 0L);
            assertThat(cache.stats().entries()).isZero();
        }
    }

    @Test
    void countsAsManyEvictionsAsAnswersAreGone() {
        try (LocalCache cache = LocalCache.open(settings("4MB", 10))) {
            fill(cache, 20 << 20, 3);

            Stats stats = cache.stats();
            assertThat(stats.entries() + stats.evictions().get("capacity")).isEqualTo(stats.puts());
            assertThat(stats.bytes()).isLessThanOrEqualTo((long) (stats.maxBytes() * (1 + TOLERANCE)));
        }
    }

    /** The real collector says how full the heap is; the threshold is where this test wants it. */
    @Test
    void leavesTheHeapWhileItIsFullAndComesBack() {
        long max = Memory.oldGenerationMax();
        double threshold = (Memory.oldGeneration() + (64L << 20)) / (double) max;
        try (LocalCache cache =
                LocalCache.open(new CacheLocalSettings(DataSize.parse("16MB"), 256, MEGABYTE, threshold))) {
            read(cache, 512);
            assertThat(cache.heap().size()).isEqualTo(256);

            byte[][] ballast = new byte[128][1 << 20];
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return cache.heap().size() <= 16;
            });
            assertThat(cache.stats().evictions().get("heap-pressure")).isBetween(240L, 256L);
            // while one leaves the heap it may be counted in both places
            await().untilAsserted(() ->
                    assertThat(cache.stats().entries()).as("still off the heap").isEqualTo(512));
            assertThat(ballast).hasDimensions(128, 1 << 20);

            ballast = null;
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                read(cache, 512);
                return cache.heap().size() == 256;
            });
            assertThat(cache.stats().evictions()).containsEntry("capacity", 0L);
        }
    }

    private static void read(LocalCache cache, int count) {
        for (int i = 0; i < count; i++) {
            if (cache.get(key(i)).isEmpty()) {
                cache.put(key(i), answer(1000));
                cache.get(key(i));
            }
        }
    }

    @Test
    void givesItsMemoryBack() {
        long before = directAtRest();
        LocalCache cache = LocalCache.open(settings("64MB", 10));
        assertThat(Memory.direct() - before).isGreaterThan(50L << 20);

        cache.close();
        cache = null;

        await().atMost(Duration.ofSeconds(10)).until(() -> Memory.direct() - before < 1 << 20);
        assertThat(cache).isNull();
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> settings("1MB", 10)).hasMessageContaining("size must be");
        assertThatThrownBy(() -> settings("10MB", 0)).hasMessageContaining("entries must be");
        assertThatThrownBy(() -> new CacheLocalSettings(MEGABYTE, 1, MEGABYTE, 1.5))
                .hasMessageContaining("must be");
    }
}
