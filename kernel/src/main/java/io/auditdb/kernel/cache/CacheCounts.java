package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheReport;
import io.auditdb.kernel.change.ChangeFeed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What caching has brought since the start. Safe for use by many threads. */
final class CacheCounts {
    private final LongAdder settledHits = new LongAdder();
    private final LongAdder settledMisses = new LongAdder();
    private final LongAdder currentHits = new LongAdder();
    private final LongAdder currentMisses = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAdder joined = new LongAdder();
    private final LongAdder refreshed = new LongAdder();
    private final LongAdder outdated = new LongAdder();

    void hit(boolean settled) {
        (settled ? settledHits : currentHits).increment();
    }

    void miss(boolean settled) {
        (settled ? settledMisses : currentMisses).increment();
    }

    void loaded(long nanos) {
        loads.increment();
        loadNanos.add(nanos);
    }

    void joined() {
        joined.increment();
    }

    void refreshed() {
        refreshed.increment();
    }

    void outdated() {
        outdated.increment();
    }

    CacheReport report(CacheSettings settings, Tiers tiers, ChangeFeed feed, Optional<CacheReport.Prepared> prepared) {
        long loaded = loads.sum();
        return new CacheReport(
                settings.enabled(),
                new CacheReport.Queries(settledHits.sum(), settledMisses.sum()),
                new CacheReport.Queries(currentHits.sum(), currentMisses.sum()),
                loaded,
                joined.sum(),
                loaded == 0 ? Duration.ZERO : Duration.ofNanos(loadNanos.sum() / loaded),
                feed.looks(),
                feed.meanLook(),
                refreshed.sum(),
                outdated.sum(),
                tiers.unusableCount(),
                tiers.report(),
                prepared);
    }
}
