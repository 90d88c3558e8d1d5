package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.ehcache.Cache;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.core.statistics.TierStatistics;

/** The answers that lie on the heap as well: how many may, and how many do. Safe for use by many threads. */
final class HeapTier {
    private static final CacheKey FILLER = new CacheKey("*", "filler", "", "", "");

    private final Cache<CacheKey, CachedAnswer> answers;
    private final TierStatistics statistics;
    private final int entries;
    private final LongAdder dropped = new LongAdder();
    private int limit;

    HeapTier(Cache<CacheKey, CachedAnswer> answers, TierStatistics statistics, int entries) {
        this.answers = answers;
        this.statistics = statistics;
        this.entries = entries;
        this.limit = entries;
    }

    /** Returns how many answers lie there. */
    long size() {
        return statistics.getMappings();
    }

    /** Returns how many answers had to leave by {@link #shrink}. */
    long dropped() {
        return dropped.sum();
    }

    /** Halves how many may lie there, and drops the others, of which only those off the heap remain. */
    synchronized void shrink() {
        limitTo(Math.max(1, limit / 2));
        long before = size();
        // Ehcache drops what is above the limit as other answers come in, and then two at a time
        for (long i = before; i > 0 && size() > limit; i--) {
            answers.put(FILLER, new CachedAnswer(new byte[0], Instant.now().plusSeconds(1)));
            answers.get(FILLER);
            answers.remove(FILLER);
        }
        dropped.add(Math.max(0, before - size()));
    }

    /** Doubles how many may lie there, up to what is configured. */
    synchronized void grow() {
        if (limit < entries) {
            limitTo(Math.min(entries, limit * 2));
        }
    }

    private void limitTo(int newLimit) {
        if (newLimit != limit) {
            answers.getRuntimeConfiguration()
                    .updateResourcePools(ResourcePoolsBuilder.newResourcePoolsBuilder()
                            .heap(newLimit, EntryUnit.ENTRIES)
                            .build());
            limit = newLimit;
        }
    }
}
