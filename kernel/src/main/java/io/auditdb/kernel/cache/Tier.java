package io.auditdb.kernel.cache;

import dev.failsafe.CircuitBreaker;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.api.storage.QueryCache.Reach;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
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
    private final CircuitBreaker<Object> breaker;
    private final LongAdder failures = new LongAdder();
    private final LongAdder bypassed = new LongAdder();
    private final LongAdder hits = new LongAdder();

    Tier(QueryCache cache, String name, Reach reach, SharedSeal seal, LongAdder unusable, CacheSettings settings) {
        this.cache = cache;
        this.name = name;
        this.reach = reach;
        this.seal = seal;
        this.unusable = unusable;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(settings.breakerFailures(), settings.breakerWindow())
                .withDelay(settings.breakerDelay())
                .onOpen(event ->
                        LOG.warn("The cache {} keeps failing and is passed over for {}", name, settings.breakerDelay()))
                .onClose(event -> LOG.info("The cache {} is asked again", name))
                .build();
    }

    QueryCache cache() {
        return cache;
    }

    boolean isShared() {
        return reach == Reach.SHARED;
    }

    Optional<CachedAnswer> get(CacheKey key) {
        Optional<CachedAnswer> found = attempt(() -> cache.get(key), Optional.empty());
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
        attempt(
                () -> {
                    cache.put(key, isShared() ? seal.seal(key, answer) : answer);
                    return null;
                },
                null);
    }

    void clear() {
        attempt(
                () -> {
                    cache.clear();
                    return null;
                },
                null);
    }

    boolean lease(CacheKey key, Duration time) {
        return attempt(() -> cache.lease(key, time), true);
    }

    void release(CacheKey key) {
        attempt(
                () -> {
                    cache.release(key);
                    return null;
                },
                null);
    }

    void hit() {
        hits.increment();
    }

    private <R> R attempt(Supplier<R> call, R otherwise) {
        if (!breaker.tryAcquirePermit()) {
            bypassed.increment();
            return otherwise;
        }
        try {
            R result = call.get();
            if (!breaker.isClosed()) { // while it is, successes do not count
                breaker.recordSuccess();
            }
            return result;
        } catch (RuntimeException e) {
            failures.increment();
            breaker.recordException(e);
            LOG.debug("The cache {} failed", name, e);
            return otherwise;
        }
    }

    CacheReport.Tier report() {
        Optional<QueryCache.Stats> stats;
        try {
            stats = Optional.of(cache.stats());
        } catch (RuntimeException e) {
            LOG.debug("The cache {} does not answer", name, e);
            stats = Optional.empty();
        }
        return new CacheReport.Tier(
                name,
                reach,
                breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                failures.sum(),
                bypassed.sum(),
                hits.sum(),
                stats);
    }
}
