package io.auditdb.api.storage;

import io.auditdb.api.plugin.TimeLimited;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps answers. Never the truth: it may forget anything at any time, and whether an answer still holds is the host's to
 * judge, with whom nothing is out of date. So a cache need not know of changes, and none has to be told of them.
 *
 * <p>Where several are active, the host asks local ones before shared ones, and copies what it finds in a shared one into
 * the local ones. What a cache throws, and what takes longer than {@code cache.timeout}, is a miss; a cache that fails
 * again and again is not asked for a while. Safe for use by many threads.
 */
@TimeLimited
public interface QueryCache {
    /** Whether other instances of the platform see the same. */
    enum Reach {
        /** This process only. */
        LOCAL,
        /** Every instance that is configured alike. */
        SHARED
    }

    /** Returns what reports and logs call it, such as the name of the plugin. */
    String name();

    /** Returns who sees what is kept. */
    Reach reach();

    /** Returns what is kept under a key, until it expires. */
    Optional<CachedAnswer> get(CacheKey key);

    /** Keeps an answer until it expires, is removed, or has to make room. */
    void put(CacheKey key, CachedAnswer answer);

    /** Forgets what is kept under a key. */
    void remove(CacheKey key);

    /** Forgets everything, of every tenant. */
    void clear();

    /**
     * Asks to be the one instance that finds an answer out, while others wait for it. A local cache always agrees.
     *
     * @param time after which somebody else may, if {@link #release} was not called before
     * @return whether nobody else is at it
     */
    default boolean lease(CacheKey key, Duration time) {
        return true;
    }

    /** Gives a lease back. */
    default void release(CacheKey key) {}

    /** Returns what the cache has done since it started. */
    Stats stats();

    /**
     * What a cache has done since it started.
     *
     * @param hits answers found
     * @param misses answers not found
     * @param puts answers kept
     * @param evictions answers dropped before anybody asked for it, by cause, such as {@code capacity} or {@code expiry}
     * @param entries answers kept now; -1 where that is not known
     * @param bytes bytes they occupy, keys and bookkeeping included; -1 where that is not known
     * @param maxBytes bytes they may occupy; -1 where somebody else decides that
     */
    record Stats(
            long hits, long misses, long puts, Map<String, Long> evictions, long entries, long bytes, long maxBytes) {
        /** Copies the map. */
        public Stats {
            evictions = Map.copyOf(evictions);
        }
    }
}
