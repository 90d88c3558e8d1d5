package io.auditdb.benchmarks.cache;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What kept answers save and cost, beside bare caches and JetCache. */
public final class CacheBenchmark {
    static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    static final Map<String, ?> LOCAL = Map.of("plugins.cache-local.enabled", true);

    private static final long SEED = 53;
    private static final int CALLERS = 1000;
    private static final int REPEATED = 3;

    private final Bench bench;
    private final ClinicQueries queries = new ClinicQueries();

    /** Measures in this place. */
    public CacheBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures everything and reports each figure when it is there. */
    public void run(Report report) throws Exception {
        try (RedisServer redis = RedisServer.start();
                var instances = new Instances(bench)) {
            queries.fill(instances.plain(), bench.quick() ? 10 : 100);
            instances.testing().postgres().execute("VACUUM (ANALYZE)", "CHECKPOINT");
            new HitBenchmark(bench, instances, queries, redis).run(report);
            report.add(saved(instances));
            report.add(coldKey(instances));
            report.add(new HeldBytes(bench).row(instances));
            new HttpHits(bench, queries).run(instances, report);
            hybrid(instances, redis, report);
        }
    }

    /** The same queries, asked of the database and answered from a cache. */
    private Row saved(Instances instances) throws Exception {
        try (AuditDb caching = instances.open(LOCAL)) {
            return saved(instances.plain(), caching.database());
        }
    }

    private Row saved(AuditDatabase plain, AuditDatabase caching) {
        var asked = new Samples();
        var kept = new Samples();
        for (int query = 0; query < (bench.quick() ? 200 : 2000); query++) {
            EventQuery each = queries.query(query).build();
            caching.query(each);
            for (int time = 0; time < REPEATED; time++) {
                asked.add(micros(plain, each));
                kept.add(micros(caching, each));
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("queries", asked.count() / REPEATED);
        settings.put("timesEach", REPEATED);
        settings.put("medianMicrosAsked", Row.rounded(asked.median()));
        settings.put("medianMicrosKept", Row.rounded(kept.median()));
        double less = 100 * (1 - kept.median() / asked.median());
        return new Row("repeated-query", less, "% less time", 99, 95, Row.Better.HIGHER, settings);
    }

    static double micros(AuditDatabase database, EventQuery query) {
        long start = System.nanoTime();
        database.query(query);
        return (System.nanoTime() - start) / 1e3;
    }

    /** Everybody wants the same at once, and nobody has it. */
    private Row coldKey(Instances instances) throws Exception {
        try (AuditDb caching = instances.open(LOCAL)) {
            return coldKey(caching);
        }
    }

    private Row coldKey(AuditDb caching) throws Exception {
        EventQuery query = queries.query(1).consistency(Consistency.STRONG).build();
        var go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(threads.submit(() -> {
                    go.await();
                    return caching.database().query(query);
                }));
            }
            go.countDown();
            for (Future<?> answer : answers) {
                answer.get();
            }
        } finally {
            threads.shutdown();
        }
        Map<String, Object> settings = bench.settings();
        settings.put("callers", CALLERS);
        long loads = caching.service(CacheManager.class).report(OPERATOR).loads();
        return new Row("cold-key-queries", loads, "database queries", 1, 1, Row.Better.LOWER, settings);
    }

    private void hybrid(Instances instances, RedisServer redis, Report report) throws Exception {
        Duration time = Duration.ofSeconds(bench.quick() ? 12 : 90);
        Duration cut = Duration.ofSeconds(bench.quick() ? 3 : 10);
        Duration before = Duration.ofSeconds(bench.quick() ? 6 : 60);
        var work = new CachedWork(queries, SEED);
        CachedWork.Outcome peer;
        List<AuditDatabase> uncached = List.of(
                instances.plain(),
                instances.open(Map.of("cache.enabled", false)).database());
        try (var jetCache = new JetCachePair(uncached, queries, redis, 1000)) {
            work.run(jetCache, before, Duration.ZERO);
            peer = work.run(jetCache, time, cut);
        }
        redis.flush();
        Map<String, Object> hybrid = Map.of(
                "plugins.cache-local.enabled", true,
                "plugins.cache-redis.enabled", true,
                "plugins.cache-redis.addresses", redis.address());
        List<AuditDb> pair = List.of(instances.open(hybrid), instances.open(hybrid));
        var platform =
                new PlatformPair(pair, queries, redis, instances.testing().postgres());
        work.run(platform, before, Duration.ZERO);
        List<CacheReport> atFirst = reports(pair);
        CachedWork.Outcome ours = work.run(platform, time, cut);

        Map<String, Object> settings = bench.settings();
        settings.put("threads", CachedWork.THREADS);
        settings.put("queries", ClinicQueries.QUERIES);
        settings.put("appendsPerHundred", CachedWork.APPENDS_PER_HUNDRED);
        settings.put("secondsBefore", before.toSeconds());
        settings.put("seconds", time.toSeconds());
        settings.put("secondsCut", cut.toSeconds());
        settings.put("operationsPerSecond", Math.round(ours.perSecond()));
        settings.put("jetCachePerSecond", Math.round(peer.perSecond()));
        settings.put("jetCacheStale", peer.stale());
        settings.put("jetCache", "2.7.8, Caffeine in front of Redis, Kryo 5, syncLocal, penetrationProtect");
        report.add(new Row(
                "hybrid-throughput",
                ours.perSecond() / peer.perSecond(),
                "times JetCache",
                1,
                1,
                Row.Better.HIGHER,
                settings));
        report.add(new Row("hybrid-stale", ours.stale(), "stale answers", 0, 0, Row.Better.LOWER, settings));
        report.add(hitRatio("hit-ratio-settled", CacheReport::settled, atFirst, reports(pair), settings));
        report.add(hitRatio("hit-ratio-current", CacheReport::current, atFirst, reports(pair), settings));
    }

    private static List<CacheReport> reports(List<AuditDb> instances) {
        return instances.stream()
                .map(each -> each.service(CacheManager.class).report(OPERATOR))
                .toList();
    }

    private static Row hitRatio(
            String name,
            Function<CacheReport, CacheReport.Queries> kind,
            List<CacheReport> atFirst,
            List<CacheReport> atLast,
            Map<String, Object> settings) {
        long hits = sum(atLast, it -> kind.apply(it).hits())
                - sum(atFirst, it -> kind.apply(it).hits());
        long misses = sum(atLast, it -> kind.apply(it).misses())
                - sum(atFirst, it -> kind.apply(it).misses());
        settings.put("hits", hits);
        settings.put("misses", misses);
        return new Row(name, 100.0 * hits / Math.max(1, hits + misses), "%", 95, 90, Row.Better.HIGHER, settings);
    }

    private static long sum(List<CacheReport> reports, ToLongFunction<CacheReport> figure) {
        return reports.stream().mapToLong(figure).sum();
    }
}
