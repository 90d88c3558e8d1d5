package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.QueryCache.Stats;
import java.util.List;

/** Kept answers, and what keeps them. */
final class CacheMetrics implements MetricSource {
    private final CacheManager caches;

    CacheMetrics(CacheManager caches) {
        this.caches = caches;
    }

    @Override
    public String name() {
        return "caches";
    }

    @Override
    public List<MetricFamily> read() {
        CacheReport report = caches.report(Operator.ACCESS);
        var queries =
                MetricFamily.counter("auditdb_cache_queries_total", "Queries, by whether a kept answer was given");
        addQueries(queries, "settled", report.settled());
        addQueries(queries, "current", report.current());
        var hits = MetricFamily.counter("auditdb_cache_hits_total", "Answers that a cache had");
        var failures =
                MetricFamily.counter("auditdb_cache_failures_total", "Calls of a cache that failed or took too long");
        var bypassed = MetricFamily.counter("auditdb_cache_bypassed_total", "Calls of a cache that were not made");
        var entries = MetricFamily.gauge("auditdb_cache_entries", "Answers in a cache");
        var bytes = MetricFamily.gauge("auditdb_cache_bytes", "What they take");
        var max = MetricFamily.gauge("auditdb_cache_max_bytes", "What they may take");
        var evictions = MetricFamily.counter("auditdb_cache_evictions_total", "Answers that went, by why");
        for (Tier tier : report.tiers()) {
            String name = tier.name();
            hits.add(tier.hits(), "cache", name);
            failures.add(tier.failures(), "cache", name);
            bypassed.add(tier.bypassed(), "cache", name);
            if (tier.stats().isPresent()) {
                Stats stats = tier.stats().get();
                entries.add(stats.entries(), "cache", name);
                bytes.add(stats.bytes(), "cache", name);
                max.add(stats.maxBytes(), "cache", name);
                stats.evictions().forEach((why, count) -> evictions.add(count, "cache", name, "why", why));
            }
        }
        return List.of(
                queries.build(),
                MetricFamily.counter("auditdb_cache_loads_total", "Answers that were looked for in the database")
                        .add(report.loads())
                        .build(),
                MetricFamily.counter("auditdb_cache_outdated_total", "Answers found that no longer held")
                        .add(report.outdated())
                        .build(),
                hits.build(),
                failures.build(),
                bypassed.build(),
                entries.build(),
                bytes.build(),
                max.build(),
                evictions.build());
    }

    private static void addQueries(MetricFamily.Builder family, String about, CacheReport.Queries queries) {
        family.add(queries.hits(), "about", about, "outcome", "hit");
        family.add(queries.misses(), "about", about, "outcome", "miss");
    }
}
