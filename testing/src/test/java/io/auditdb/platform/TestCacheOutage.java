package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis fails in every way while queries are asked: none of them does, and answers come from it again soon after. */
class TestCacheOutage {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    /** The earlier system's target for a cache. */
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private static final int READERS = 4;

    private static RedisServer redis;
    private static CachingInstances instances;
    private static AuditDb platform;

    @BeforeAll
    static void open() throws IOException {
        redis = RedisServer.start();
        instances = new CachingInstances(
                1,
                Map.of(
                        "plugins.cache-redis.enabled",
                        true,
                        "plugins.cache-redis.addresses",
                        redis.address(),
                        "cache.hot-queries",
                        0,
                        "resilience.cache.open",
                        "1s",
                        "resilience.cache.max-open",
                        "1s"));
        platform = instances.caching(0);
        List<AuditEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(AuditEvent.builder()
                    .id(new UUID(5, 0x8000_0000_0000_0000L | i))
                    .tenant("clinic")
                    .occurredAt(OffsetDateTime.parse("2026-01-01T00:00:00Z").plusHours(i))
                    .action("read")
                    .status(Status.SUCCESS)
                    .principal(Principal.of("alice"))
                    .subject(Subject.of("p" + i % 20))
                    .build());
        }
        platform.database().append(events);
    }

    @AfterAll
    static void close() throws IOException {
        instances.close();
        redis.close();
    }

    private interface Action {
        void run() throws Exception;
    }

    @Test
    void redisIsKilledAndStartedAgainEmpty() throws Exception {
        survives("killed", redis::kill, redis::restart);
    }

    @Test
    void redisIsStoppedAndGoesOn() throws Exception {
        survives("stopped", redis::pause, redis::resume);
    }

    @Test
    void redisIsSlow() throws Exception {
        survives("slow", () -> redis.slow(Duration.ofSeconds(3)), () -> {});
    }

    @Test
    void redisIsFull() throws Exception {
        survives("full", () -> redis.maxMemory(1), () -> redis.maxMemory(0));
    }

    @Test
    void redisLosesEverything() throws Exception {
        survives("emptied", redis::flush, () -> {});
    }

    private static void survives(String fault, Action harm, Action heal) throws Exception {
        awaitHits();
        var stop = new AtomicBoolean();
        var asked = new AtomicLong();
        var longest = new AtomicLong();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                var random = new Random(i);
                running.add(readers.submit(() -> {
                    while (!stop.get()) {
                        long start = System.nanoTime();
                        assertThat(ask(random.nextInt(20))).isEqualTo(10);
                        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                        asked.incrementAndGet();
                    }
                }));
            }
            long before = asked.get();
            harm.run();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() > before + 200);
            heal.run();
            long start = System.nanoTime();
            awaitHits();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            stop.set(true);
            for (Future<?> reader : running) {
                reader.get();
            }
            System.out.printf(
                    "Redis %s: answers from it again after %d ms; longest query %d ms, none failed%n",
                    fault, millis, TimeUnit.NANOSECONDS.toMillis(longest.get()));
            assertThat(Duration.ofMillis(millis)).isLessThan(RECOVERY);
        } finally {
            stop.set(true);
            readers.shutdownNow();
        }
        assertThat(platform.extensions(HealthCheck.class).stream()
                        .filter(it -> it.name().equals("cache"))
                        .map(it -> it.check().status()))
                .containsExactly(HealthCheck.Status.UP);
    }

    private static int ask(int subject) {
        return platform.database()
                .query(EventQuery.builder()
                        .tenant("clinic")
                        .subject("p" + subject)
                        .build())
                .events()
                .size();
    }

    private static void awaitHits() {
        long before = hits();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    ask(1);
                    return hits() > before;
                });
    }

    private static long hits() {
        CacheReport report = platform.service(CacheManager.class).report(OPERATOR);
        return report.tiers().get(0).hits();
    }
}
