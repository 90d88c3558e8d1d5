package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheReport.Prepared;
import io.auditdb.api.storage.CacheReport.Queries;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.QueryCache.Stats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Caches as answers show them. */
final class CacheJson {
    private CacheJson() {}

    static Map<String, Object> of(CacheReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("enabled", report.enabled());
        answer.put("settled", of(report.settled()));
        answer.put("current", of(report.current()));
        answer.put("loads", report.loads());
        answer.put("joined", report.joined());
        answer.put("meanLoadMillis", Millis.of(report.meanLoad()));
        answer.put("looks", report.looks());
        answer.put("meanLookMillis", Millis.of(report.meanLook()));
        answer.put("refreshed", report.refreshed());
        answer.put("outdated", report.outdated());
        answer.put("unusable", report.unusable());
        answer.put("tiers", report.tiers().stream().map(CacheJson::of).toList());
        answer.put("prepared", report.prepared().map(CacheJson::of).orElse(null));
        return answer;
    }

    private static Map<String, Object> of(Queries queries) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("hits", queries.hits());
        answer.put("misses", queries.misses());
        answer.put("hitRatio", queries.hitRatio());
        return answer;
    }

    private static Map<String, Object> of(Tier tier) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", tier.name());
        answer.put("reach", tier.reach().name().toLowerCase(Locale.ROOT));
        answer.put("breaker", tier.breaker());
        answer.put("failures", tier.failures());
        answer.put("bypassed", tier.bypassed());
        answer.put("hits", tier.hits());
        answer.put("stats", tier.stats().map(CacheJson::of).orElse(null));
        return answer;
    }

    private static Map<String, Object> of(Stats stats) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("hits", stats.hits());
        answer.put("misses", stats.misses());
        answer.put("puts", stats.puts());
        answer.put("evictions", new TreeMap<>(stats.evictions()));
        answer.put("entries", stats.entries());
        answer.put("bytes", stats.bytes());
        answer.put("maxBytes", stats.maxBytes());
        return answer;
    }

    private static Map<String, Object> of(Prepared prepared) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("statements", prepared.statements());
        answer.put("plans", new TreeMap<>(prepared.plans()));
        return answer;
    }

    static Map<String, Object> warmed(List<CacheWarming> queries) {
        return Map.of("queries", queries.stream().map(CacheJson::of).toList());
    }

    private static Map<String, Object> of(CacheWarming query) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("query", query.query());
        answer.put("events", query.events());
        answer.put("millis", query.took().toMillis());
        answer.put("problem", query.problem().orElse(null));
        return answer;
    }
}
