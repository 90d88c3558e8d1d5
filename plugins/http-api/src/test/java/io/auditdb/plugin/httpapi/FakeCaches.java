package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheReport.Prepared;
import io.auditdb.api.storage.CacheReport.Queries;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.api.storage.QueryCache.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Caches that only remember what was ordered; the real ones are tested with the platform. */
final class FakeCaches implements CacheManager {
    volatile CacheInvalidation invalidated;
    volatile List<Fault> faults = List.of();
    volatile boolean cleared;
    volatile boolean prepared = true;

    @Override
    public CacheReport report(Access by) {
        var local = new Stats(40, 2, 3, Map.of("expiry", 5L, "capacity", 4L), 6, 4096, 8192);
        return new CacheReport(
                true,
                new Queries(3, 1),
                new Queries(0, 0),
                7,
                8,
                Duration.ofNanos(4_200_999),
                17,
                Duration.ofNanos(200_000),
                9,
                10,
                11,
                List.of(
                        new Tier("cache-local", Reach.LOCAL, "closed", 0, 0, 2, Optional.of(local)),
                        new Tier("cache-redis", Reach.SHARED, "half-open", 12, 13, 1, Optional.empty())),
                prepared ? Optional.of(new Prepared(14, Map.of("generic", 16L, "custom", 15L))) : Optional.empty());
    }

    @Override
    public void invalidate(Access by, CacheInvalidation what) {
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "Nothing was invalidated", faults);
        }
        invalidated = what;
    }

    @Override
    public void clear(Access by) {
        cleared = true;
    }

    @Override
    public List<CacheWarming> warm(Access by) {
        return List.of(
                new CacheWarming("tenant=clinic", 100, Duration.ofMillis(12), Optional.empty()),
                new CacheWarming("tenant=ops", 0, Duration.ZERO, Optional.of("too slow")));
    }
}
