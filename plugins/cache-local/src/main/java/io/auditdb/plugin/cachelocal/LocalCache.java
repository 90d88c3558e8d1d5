package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.CacheConfiguration;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.core.internal.statistics.DefaultStatisticsService;
import org.ehcache.core.statistics.TierStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers off the heap, bounded in bytes; those that were asked for last lie on the heap as well, bounded in number, as
 * the objects that readers get.
 */
final class LocalCache implements QueryCache, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCache.class);
    private static final String NAME = "answers";
    /** The share of the memory that one answer may take: Ehcache divides it into 16 parts, and has to find room in one. */
    private static final int ANSWER_SHARE = 20;
    /** The share of the memory that is for answers on the heap. */
    private static final int HEAP_SHARE = 8;

    private final Clock clock = Clock.systemUTC();
    private final long maxBytes;
    private final long maxAnswer;
    private final CacheManager manager;
    private final Cache<CacheKey, CachedAnswer> answers;
    private final TierStatistics offHeap;
    private final HeapTier heap;
    private final HeapPressure pressure;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();

    private LocalCache(CacheLocalSettings settings, long maxBytes) {
        this.maxBytes = maxBytes;
        long heapBytes = maxBytes / HEAP_SHARE;
        long offHeapBytes = maxBytes - heapBytes;
        maxAnswer = Math.min(settings.maxAnswer().bytes(), maxBytes / ANSWER_SHARE);
        var statistics = new DefaultStatisticsService();
        var arrivals = new Arrivals();
        manager = CacheManagerBuilder.newCacheManagerBuilder()
                .using(statistics)
                .withCache(NAME, configuration(settings.entries(), offHeapBytes, arrivals))
                .build(true);
        answers = manager.getCache(NAME, CacheKey.class, CachedAnswer.class);
        Map<String, TierStatistics> tiers = statistics.getCacheStatistics(NAME).getTierStatistics();
        offHeap = tiers.get("OffHeap");
        heap = new HeapTier(answers, tiers.get("OnHeap"), arrivals, settings.entries(), heapBytes);
        pressure = HeapPressure.watch(settings.heapPressure(), heap::shrink, heap::grow);
    }

    static LocalCache open(CacheLocalSettings settings) {
        // What the JVM lets off the heap is by default as much as the heap may grow to, and others need of it, too
        long most = Runtime.getRuntime().maxMemory() / 2;
        long size = Math.min(settings.size().bytes(), most);
        if (size < settings.size().bytes()) {
            LOG.warn("The cache takes {} bytes and not {}: half of what the heap may grow to", size, settings.size());
        }
        // Ehcache would end the whole process when the memory takes half a minute to get
        System.setProperty("org.ehcache.offheap.config.haltOnCriticalAllocationDelay", "false");
        return new LocalCache(settings, size);
    }

    private static CacheConfiguration<CacheKey, CachedAnswer> configuration(
            int entries, long bytes, Arrivals arrivals) {
        return CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        CacheKey.class,
                        CachedAnswer.class,
                        ResourcePoolsBuilder.newResourcePoolsBuilder()
                                .heap(HeapTier.configured(entries), EntryUnit.ENTRIES)
                                .offheap(bytes, MemoryUnit.B))
                .withKeySerializer(new KeySerializer())
                .withValueSerializer(new AnswerSerializer(arrivals))
                .withExpiry(new AnswerExpiry())
                .build();
    }

    @Override
    public String name() {
        return CacheLocalPlugin.NAME;
    }

    @Override
    public Reach reach() {
        return Reach.LOCAL;
    }

    @Override
    public Optional<CachedAnswer> get(CacheKey key) {
        CachedAnswer answer = answers.get(key);
        heap.fit();
        (answer == null ? misses : hits).increment();
        return Optional.ofNullable(answer);
    }

    @Override
    public void put(CacheKey key, CachedAnswer answer) {
        boolean fits = answer.bytes().length <= maxAnswer;
        if (fits && answer.expires().isAfter(clock.instant())) {
            answers.put(key, answer);
            puts.increment();
        } else {
            answers.remove(key); // what it would have taken the place of
        }
        if (!fits) {
            tooLarge.increment();
        }
    }

    @Override
    public void remove(CacheKey key) {
        answers.remove(key);
    }

    @Override
    public void clear() {
        answers.clear();
    }

    @Override
    public Stats stats() {
        return new Stats(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                Map.of(
                        "capacity", offHeap.getEvictions(),
                        "expiry", offHeap.getExpirations(),
                        "too-large", tooLarge.sum(),
                        "heap-pressure", heap.dropped()),
                offHeap.getMappings(),
                offHeap.getAllocatedByteSize() + heap.bytes(),
                maxBytes);
    }

    HeapTier heap() {
        return heap;
    }

    @Override
    public void close() {
        pressure.close();
        manager.close();
    }
}
