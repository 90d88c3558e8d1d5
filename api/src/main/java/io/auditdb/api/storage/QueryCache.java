package io.auditdb.api.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps answers. Never the truth: a cache may forget anything at any time, and a failing cache is a miss. Safe for use
 * by many threads; must answer within {@code cache.timeout} or be bypassed.
 */
public interface QueryCache {
    /** Returns the value kept under a key. */
    Optional<byte[]> get(CacheKey key);

    /** Keeps a value, until it is invalidated, evicted, or {@code lifetime} is over. The array is copied. */
    void put(CacheKey key, byte[] value, Set<String> tags, Duration lifetime);

    /** Forgets everything of a tenant that carries one of these tags; no tags for everything of the tenant. */
    void invalidate(String tenant, Set<String> tags);

    /** Returns what the cache has done since it started. */
    Stats stats();

    /**
     * What a cache has done since it started.
     *
     * @param hits answers found
     * @param misses answers not found
     * @param evictions answers dropped for want of space
     * @param entries answers kept now
     * @param bytes bytes they occupy
     */
    record Stats(long hits, long misses, long evictions, long entries, long bytes) {}
}
