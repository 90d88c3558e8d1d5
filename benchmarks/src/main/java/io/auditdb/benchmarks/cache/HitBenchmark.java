package io.auditdb.benchmarks.cache;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.RedisServer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** What the whole path of a query adds to the get of the cache below. */
final class HitBenchmark {
    private static final CacheKey KEY = new CacheKey("clinic-2", "page", "0".repeat(64), "1".repeat(64), "12");

    /** Each on new sessions: on which cores those happen to run decides more than what is measured. */
    private static final int BLOCKS = 15;

    private static final int SLICES = 10;

    private final Bench bench;
    private final Instances instances;
    private final RedisServer redis;
    private final EventQuery eventual;
    private final EventQuery strong;
    private final int gets;

    HitBenchmark(Bench bench, Instances instances, ClinicQueries queries, RedisServer redis) {
        this.bench = bench;
        this.instances = instances;
        this.redis = redis;
        this.eventual = queries.query(2).build();
        this.strong = queries.query(2).consistency(Consistency.STRONG).build();
        this.gets = bench.quick() ? 5_000 : 50_000;
    }

    void run(Report report) throws Exception {
        local(report);
        report.add(shared());
    }

    private interface Get {
        void run() throws Exception;
    }

    /** Returns the microseconds of one. */
    private static double micros(Get get, int times) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            get.run();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    /** Microseconds of two things. */
    private record Turns(double one, double other) {}

    /** Takes turns, each first as often as second: what the machine does just then, it does to both. */
    private static Turns turns(Get one, Get other, int times) throws Exception {
        double first = 0;
        double second = 0;
        for (int i = 0; i < times; i += 2) {
            first += micros(one, 1);
            second += micros(other, 1);
            second += micros(other, 1);
            first += micros(one, 1);
        }
        return new Turns(first / times, second / times);
    }

    private void local(Report report) throws Exception {
        try (AuditDb caching = instances.open(CacheBenchmark.LOCAL)) {
            local(caching.database(), report);
        }
    }

    private void local(AuditDatabase database, Report report) throws Exception {
        var whole = new Samples();
        var checked = new Samples();
        var bareGet = new Samples();
        var look = new Samples();
        var beyond = new Samples();
        try (var bare = new BareCache()) {
            bare.put(KEY, new CachedAnswer(new byte[50_000], Instant.now().plusSeconds(3600)));
            String key = KEY.toString();
            for (int block = -BLOCKS / 2; block < BLOCKS; block++) { // the first warm up
                try (var bareLook = BareLook.anew(instances.testing().postgres())) {
                    Get lookAndGet = () -> { // what a get costs after one has waited for a look
                        bareLook.take();
                        bare.get(key);
                    };
                    turns(() -> database.query(strong), lookAndGet, gets / 100);
                    for (int slice = 0; slice < SLICES; slice++) {
                        double path = micros(() -> database.query(eventual), gets / SLICES);
                        double get = micros(() -> bare.get(key), gets / SLICES);
                        Turns turns = turns(() -> database.query(strong), lookAndGet, gets / 20 / SLICES);
                        if (block >= 0) {
                            whole.add(path);
                            bareGet.add(get);
                            checked.add(turns.one());
                            look.add(turns.other());
                            beyond.add(turns.one() - turns.other());
                        }
                    }
                }
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("eventsInAnswer", database.query(eventual).events().size());
        settings.put("microsEventual", Row.rounded(whole.median()));
        settings.put("microsStrong", Row.rounded(checked.median()));
        settings.put("microsBareEhcache", Row.rounded(bareGet.median()));
        settings.put("microsBareLookAndEhcache", Row.rounded(look.median()));
        report.add(new Row(
                "l1-hit-eventual",
                whole.median() - bareGet.median(),
                "µs beyond Ehcache",
                3,
                10,
                Row.Better.LOWER,
                settings));
        report.add(new Row(
                "l1-hit-strong",
                Math.max(0, beyond.median()),
                "µs beyond Ehcache and one look",
                3,
                10,
                Row.Better.LOWER,
                settings));
    }

    private Row shared() throws Exception {
        try (AuditDb caching = instances.open(
                Map.of("plugins.cache-redis.enabled", true, "plugins.cache-redis.addresses", redis.address()))) {
            return shared(caching.database());
        }
    }

    private Row shared(AuditDatabase database) throws Exception {
        for (int i = 0; i < 10; i++) { // the first may come before the cache has connected
            database.query(eventual);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var config = new Config();
        config.setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer().setAddress("redis://" + redis.address());
        RedissonClient client = Redisson.create(config);
        try {
            byte[] bytes = longest(client);
            RBucket<byte[]> bucket = client.getBucket("bare", ByteArrayCodec.INSTANCE);
            bucket.set(bytes);
            var whole = new Samples();
            var bare = new Samples();
            int rounds = bench.quick() ? 2_000 : 20_000;
            for (int round = -rounds; round < rounds; round++) {
                double path = micros(() -> database.query(eventual), 1);
                double get = micros(bucket::get, 1);
                if (round >= 0) {
                    whole.add(path);
                    bare.add(get);
                }
                if (round % 1000 == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            Map<String, Object> settings = bench.settings();
            settings.put("bytes", bytes.length);
            settings.put("p99Micros", Row.rounded(whole.quantile(0.99)));
            settings.put("p99MicrosBareRedisson", Row.rounded(bare.quantile(0.99)));
            settings.put("medianMicros", Row.rounded(whole.median()));
            settings.put("medianMicrosBareRedisson", Row.rounded(bare.median()));
            return new Row(
                    "l2-hit-p99",
                    whole.quantile(0.99) / bare.quantile(0.99),
                    "times bare Redisson",
                    1.15,
                    1.4,
                    Row.Better.LOWER,
                    settings);
        } finally {
            client.shutdown();
        }
    }

    /** What the platform keeps there. */
    private static byte[] longest(RedissonClient client) {
        byte[] longest = new byte[0];
        for (String key : client.getKeys().getKeys()) {
            byte[] value =
                    client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
            longest = value != null && value.length > longest.length ? value : longest;
        }
        return longest;
    }
}
