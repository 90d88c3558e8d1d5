package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.ehcache.expiry.ExpiryPolicy;

/** Each answer expires when it says so, however often it is asked for. */
final class AnswerExpiry implements ExpiryPolicy<CacheKey, CachedAnswer> {
    private final Clock clock = Clock.systemUTC();

    @Override
    public Duration getExpiryForCreation(CacheKey key, CachedAnswer answer) {
        Duration left = Duration.between(clock.instant(), answer.expires());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public Duration getExpiryForAccess(CacheKey key, Supplier<? extends CachedAnswer> answer) {
        return null; // as it was
    }

    @Override
    public Duration getExpiryForUpdate(CacheKey key, Supplier<? extends CachedAnswer> old, CachedAnswer answer) {
        return getExpiryForCreation(key, answer);
    }
}
