package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.ehcache.Cache;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.core.statistics.TierStatistics;

/**
 * The answers that lie on the heap as well. Ehcache bounds how many; this bounds their bytes by that, from the size of
 * those that came, and lets fewer in while the heap is full. Safe for use by many threads.
 */
final class HeapTier {
    private static final CacheKey FILLER = new CacheKey("*", "filler", "", "", "");

    private final Cache<CacheKey, CachedAnswer> answers;
    private final TierStatistics statistics;
    private final Arrivals arrivals;
    private final int entries;
    private final long bytes;
    private final AtomicLong dropped = new AtomicLong();
    private final Lock lock = new ReentrantLock();
    private int limit;
    private int divisor = 1;

    /**
     * Starts with nothing on the heap.
     *
     * @param entries most answers
     * @param bytes most bytes that they may take together
     */
    HeapTier(
            Cache<CacheKey, CachedAnswer> answers,
            TierStatistics statistics,
            Arrivals arrivals,
            int entries,
            long bytes) {
        this.answers = answers;
        this.statistics = statistics;
        this.arrivals = arrivals;
        this.entries = entries;
        this.bytes = bytes;
        applyLimit();
    }

    /**
     * Returns what an Ehcache has to be configured with: one more than it is ever set to, because going back to what was
     * configured is no change to it.
     */
    static long configured(int entries) {
        return entries + 1L;
    }

    /** Returns how many answers lie there. */
    long size() {
        return statistics.getMappings();
    }

    /** Returns about how many bytes they take. */
    long bytes() {
        return size() * arrivals.meanBytes();
    }

    /** Returns how many answers had to leave by {@link #shrink}. */
    long dropped() {
        return dropped.get();
    }

    /** Fits the limit to the answers that came since; does nothing most of the time. */
    void fit() {
        if (arrivals.areEnough() && lock.tryLock()) {
            try {
                arrivals.count();
                applyLimit();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Halves how many may lie there, and drops the others, of which only those off the heap remain. */
    void shrink() {
        lock.lock();
        try {
            divisor = Math.min(divisor * 2, Integer.highestOneBit(entries));
            applyLimit();
            long before = size();
            // Ehcache drops what is above the limit as other answers come in, and then two at a time
            for (long i = before; i > 0 && size() > limit; i--) {
                answers.put(FILLER, new CachedAnswer(new byte[0], Instant.now().plusSeconds(1)));
                answers.get(FILLER);
                answers.remove(FILLER);
            }
            dropped.addAndGet(Math.max(0, before - size()));
        } finally {
            lock.unlock();
        }
    }

    /** Takes the last {@link #shrink} back. */
    void grow() {
        lock.lock();
        try {
            divisor = Math.max(divisor / 2, 1);
            applyLimit();
        } finally {
            lock.unlock();
        }
    }

    private void applyLimit() {
        int fitting = (int) Math.max(1, Math.min(entries / divisor, bytes / arrivals.meanBytes()));
        if (fitting != limit) {
            answers.getRuntimeConfiguration()
                    .updateResourcePools(ResourcePoolsBuilder.newResourcePoolsBuilder()
                            .heap(fitting, EntryUnit.ENTRIES)
                            .build());
            limit = fitting;
        }
    }
}
