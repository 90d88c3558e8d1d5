package io.auditdb.kernel.cache;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.kernel.resilience.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache that is in nobody's way: what it throws is a miss, and when it keeps throwing it is passed over for a while.
 * Safe for use by many threads.
 */
final class Tier {
    private static final Logger LOG = LoggerFactory.getLogger(Tier.class);

    private final QueryCache cache;
    private final String name;
    private final Reach reach;
    private final SharedSeal seal;
    private final LongAdder unusable;
    private final Guard guard;
    private final LongAdder hits = new LongAdder();

    Tier(QueryCache cache, String name, Reach reach, SharedSeal seal, LongAdder unusable, Guard guard) {
        this.cache = cache;
        this.name = name;
        this.reach = reach;
        this.seal = seal;
        this.unusable = unusable;
        this.guard = guard;
    }

    String name() {
        return name;
    }

    QueryCache cache() {
        return cache;
    }

    boolean isShared() {
        return reach == Reach.SHARED;
    }

    Optional<CachedAnswer> get(CacheKey key) {
        Optional<CachedAnswer> found = guard.attempt(Optional.empty(), () -> cache.get(key));
        if (found.isEmpty() || !isShared()) {
            return found;
        }
        Optional<CachedAnswer> opened = seal.open(key, found.get());
        if (opened.isEmpty()) {
            unusable.increment();
        }
        return opened;
    }

    void put(CacheKey key, CachedAnswer answer) {
        guard.attempt(null, () -> {
            cache.put(key, isShared() ? seal.seal(key, answer) : answer);
            return null;
        });
    }

    void clear() {
        guard.attempt(null, () -> {
            cache.clear();
            return null;
        });
    }

    boolean lease(CacheKey key, Duration time) {
        return guard.attempt(true, () -> cache.lease(key, time));
    }

    void release(CacheKey key) {
        guard.attempt(null, () -> {
            cache.release(key);
            return null;
        });
    }

    void hit() {
        hits.increment();
    }

    CacheReport.Tier report() {
        Optional<QueryCache.Stats> stats;
        try {
            stats = Optional.of(cache.stats());
        } catch (RuntimeException e) {
            LOG.debug("The cache {} does not answer", name, e);
            stats = Optional.empty();
        }
        BreakerReport breaker = guard.report();
        return new CacheReport.Tier(
                name, reach, breaker.state().text(), breaker.failures(), breaker.refused(), hits.sum(), stats);
    }
}
