package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Three instances with local caches and one Redis, random work, and Redis failing now and then: no strong read may miss what
 * was acknowledged before it began, and no other what was longer ago than the configured lag. {@code -Dcache.seed} repeats a
 * run as far as threads allow, {@code -Dcache.operations} makes it longer.
 */
class TestCacheCoherence {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Duration LAG = Duration.ofMillis(400);
    private static final int INSTANCES = 3;
    private static final int THREADS = 4;
    private static final int OPERATIONS = Integer.getInteger("cache.operations", 4000);
    private static final long SEED = Long.getLong("cache.seed", System.nanoTime());

    private static RedisServer redis;
    private static CachingInstances instances;
    private static boolean paused;
    private static boolean dead;

    private final CacheModel model = new CacheModel();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @BeforeAll
    static void open() throws IOException {
        redis = RedisServer.start();
        instances = new CachingInstances(
                INSTANCES,
                Map.of(
                        "plugins.cache-local.enabled",
                        true,
                        "plugins.cache-redis.enabled",
                        true,
                        "plugins.cache-redis.addresses",
                        redis.address(),
                        "cache.eventual-lag",
                        LAG.toMillis() + "ms",
                        "cache.look-interval",
                        "100ms",
                        "resilience.cache.open",
                        "200ms",
                        "resilience.cache.max-open",
                        "200ms",
                        "cache.settling",
                        "2m",
                        "cache.hot-after",
                        2));
    }

    @AfterAll
    static void close() throws IOException {
        instances.close();
        redis.close();
    }

    @Test
    void noReadMissesWhatItHasToSee() throws Exception {
        System.out.println("cache.seed=" + SEED + " cache.operations=" + OPERATIONS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                var random = new Random(SEED + i);
                boolean breaksRedis = i == 0;
                running.add(threads.submit(() -> {
                    for (int step = 0; step < OPERATIONS / THREADS; step++) {
                        step(random, breaksRedis);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(10, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        heal();
        everyAnswerIsTheDatabases();
        assertThat(instances.testing().verify().intact()).isTrue();
    }

    private void step(Random random, boolean breaksRedis) throws IOException {
        AuditDb instance = instances.caching(random.nextInt(INSTANCES));
        int what = random.nextInt(1000);
        if (what < 80) {
            append(instance, random);
        } else if (what < 86) {
            redact(instance, random);
        } else if (what < 90) {
            CacheManager caches = instance.service(CacheManager.class);
            caches.invalidate(
                    OPERATOR, new CacheInvalidation("t" + random.nextInt(3), Set.of("subject:p" + random.nextInt(6))));
        } else if (what < 91) {
            instance.service(CacheManager.class).clear(OPERATOR);
        } else if (what < 99 && breaksRedis) {
            breakRedis(random);
        } else {
            read(instance, random);
        }
    }

    private void append(AuditDb instance, Random random) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Instant at = random.nextInt(3) == 0 ? now.minus(random.nextInt(60 * 24 * 50), ChronoUnit.MINUTES) : now;
        AuditEvent event = AuditEvent.builder()
                .id(new UUID(random.nextLong(), random.nextLong()))
                .tenant("t" + random.nextInt(3))
                .occurredAt(at.atOffset(ZoneOffset.UTC))
                .action("read")
                .status(Status.SUCCESS)
                .principal(Principal.of("u" + random.nextInt(4)))
                .subject(Subject.of("p" + random.nextInt(6)))
                .target(new Target("Record", "r" + random.nextInt(8)))
                .outcome("fine")
                .build();
        instance.database().append(List.of(event));
        model.acknowledged(event);
    }

    private void redact(AuditDb instance, Random random) {
        Optional<AuditEvent> event = model.another(random.nextInt(1 << 20));
        if (event.isEmpty()) {
            return;
        }
        instance.service(Redactions.class)
                .redact(new RedactionOrder(event.get().tenant(), event.get().id(), Set.of("outcome"), "a test"));
        model.redacted(event.get().id());
    }

    private static void breakRedis(Random random) throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> {
                heal();
                redis.pause();
                paused = true;
            }
            case 1 -> {
                heal();
                redis.kill();
                dead = true;
            }
            case 2 -> {
                heal();
                redis.flush();
            }
            default -> heal();
        }
    }

    private static void heal() throws IOException {
        if (paused) {
            redis.resume();
        }
        if (dead) {
            redis.restart();
        }
        paused = false;
        dead = false;
    }

    private void read(AuditDb instance, Random random) {
        EventQuery query = query(random).build();
        boolean strong = random.nextInt(3) > 0;
        Consistency consistency = strong ? Consistency.STRONG : Consistency.EVENTUAL;
        long asOf = System.nanoTime() - (strong ? 0 : LAG.toNanos());
        List<RecordedEvent> answer = instance.database()
                .query(query.toBuilder().consistency(consistency).build())
                .events();
        assertThat(model.fault(query, answer, asOf))
                .as("seed %d, %s, %s", SEED, consistency, describe(query))
                .isEmpty();
    }

    /** One of some four hundred, a few of them far more often than the others. */
    private EventQuery.Builder query(Random random) {
        int number = (int) (400 * Math.pow(random.nextDouble(), 3));
        EventQuery.Builder query = EventQuery.builder().tenant("t" + number % 3).limit(10_000);
        switch (number % 4) {
            case 0 -> query.subject("p" + number % 6);
            case 1 -> query.principal("u" + number % 4);
            case 2 -> query.targetType("Record").targetId("r" + number % 8);
            default -> {}
        }
        int days = number % 7 * 8;
        if (days > 0) {
            query.from(start.minus(days, ChronoUnit.DAYS));
        }
        if (number % 5 > 1) {
            query.to(start.minus(days / 2, ChronoUnit.DAYS));
        }
        return query;
    }

    private static String describe(EventQuery query) {
        return query.tenants() + " " + query.from() + " " + query.to() + " " + query.subject() + query.principal()
                + query.targetId();
    }

    private void everyAnswerIsTheDatabases() {
        var random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            EventQuery query = query(random).consistency(Consistency.STRONG).build();
            List<String> expected = seen(instances.plain().query(query).events());
            for (int instance = 0; instance < INSTANCES; instance++) {
                assertThat(seen(instances
                                .caching(instance)
                                .database()
                                .query(query)
                                .events()))
                        .as("seed %d, instance %d, %s", SEED, instance, describe(query))
                        .isEqualTo(expected);
            }
        }
        long hits = 0;
        for (int instance = 0; instance < INSTANCES; instance++) {
            CacheReport report =
                    instances.caching(instance).service(CacheManager.class).report(OPERATOR);
            hits += report.settled().hits() + report.current().hits();
            System.out.println(report);
        }
        assertThat(hits).as("answers from caches").isGreaterThan(OPERATIONS / 10);
    }

    private static List<String> seen(List<RecordedEvent> events) {
        return events.stream().map(it -> it.event().id() + " " + it.redacted()).toList();
    }
}
