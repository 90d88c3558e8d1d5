package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Receipt;
import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers fail at random for some minutes ({@code -Dfault.minutes}, {@code -Dfault.seed}) while many write and read, one
 * standby being synchronous. In the end every acknowledged event is there once, and the log verifies.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class TestRandomFaults {
    private static final int WRITERS = 3;
    private static final int PAUSE_MILLIS = 10;
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final long seed = Long.getLong("fault.seed", System.nanoTime());
    private final double minutes = Double.parseDouble(System.getProperty("fault.minutes", "0.15"));

    private final Component database = new Component("database connections", 99.9, Duration.ofSeconds(30));
    private final Component cache = new Component("cache operations", 99.5, Duration.ofSeconds(5));
    private final Component partitions = new Component("partition management", 99.0, Duration.ofMinutes(2));
    private final Component replicas = new Component("read replica routing", 99.5, Duration.ofSeconds(10));
    private final List<Component> components = List.of(database, cache, partitions, replicas);

    private final Map<UUID, Receipt> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger months = new AtomicInteger();
    private volatile boolean stopped;
    private ReplicatedAuditDb audit;
    private FaultyCluster faults;

    @Test
    void everyAcknowledgedEventIsThereOnceWhateverFails() throws Exception {
        System.out.printf("-Dfault.seed=%d -Dfault.minutes=%s%n", seed, minutes);
        try (var cluster =
                TestingCluster.start(Map.of("synchronous_standby_names", "FIRST 1 (standby1, standby2, primary)"))) {
            audit = new ReplicatedAuditDb(
                    cluster,
                    Map.of(
                            "cache.enabled", true,
                            "plugins.cache-local.enabled", true,
                            "ingest.commit-timeout", "10s"));
            faults = new FaultyCluster(cluster, new Random(seed), () -> components.forEach(Component::mended));
            try {
                append(ReplicatedAuditDb.event("cached"), database);
                cluster.awaitReplay();
                startLoad();
                Map<FaultyCluster.Fault, Integer> happened = run();
                stop();
                report(happened);
                check();
            } finally {
                stopped = true;
                audit.leave();
            }
        }
    }

    private Map<FaultyCluster.Fault, Integer> run() throws InterruptedException {
        var happened = new EnumMap<FaultyCluster.Fault, Integer>(FaultyCluster.Fault.class);
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        do {
            FaultyCluster.Fault fault = faults.next();
            happened.merge(fault, 1, Integer::sum);
            System.out.printf("%s; the primary is %s%n", fault, faults.primary().name());
        } while (System.nanoTime() < end);
        return happened;
    }

    private void startLoad() {
        for (int i = 0; i < WRITERS; i++) {
            String subject = "writer-" + i;
            loop(() -> appendAndRead(subject + "-" + UUID.randomUUID()));
        }
        loop(() -> timed(cache, () -> audit.eventual("cached") == 1));
        loop(() -> timed(replicas, () -> audit.eventual("none-" + UUID.randomUUID()) == 0));
        loop(this::makePartition);
    }

    private void loop(Runnable work) {
        var thread = new Thread(() -> {
            while (!stopped) {
                work.run();
                pause();
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Who writes finds what he has written. */
    private void appendAndRead(String subject) {
        Receipt receipt = append(ReplicatedAuditDb.event(subject), database);
        timed(database, () -> audit.after(subject, receipt) == 1);
    }

    /** Each goes into a month of its own. */
    private void makePartition() {
        AuditEvent event = ReplicatedAuditDb.event("partition");
        OffsetDateTime month = OffsetDateTime.of(1990, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        append(
                event.toBuilder()
                        .occurredAt(month.plusMonths(months.getAndIncrement() % 300))
                        .build(),
                partitions);
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Repeats the same event until somebody says yes, as a client does. */
    private Receipt append(AuditEvent event, Component component) {
        AuditEvent named = event.toBuilder().id(UUID.randomUUID()).build();
        while (true) { // in the end all servers are well
            long began = System.nanoTime();
            try {
                Receipt receipt = audit.database().append(List.of(named)).get(0).receipt();
                component.succeeded();
                acknowledged.put(named.id(), receipt);
                return receipt;
            } catch (AuditDbException e) {
                component.failed(began, e, faults.current());
                pause();
            }
        }
    }

    private interface Check {
        boolean holds();
    }

    private void timed(Component component, Check check) {
        long began = System.nanoTime();
        try {
            if (!check.holds()) {
                wrong.add("a reader missed something, or saw what was not there");
            }
            component.succeeded();
        } catch (AuditDbException e) {
            component.failed(began, e, faults.current());
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(1).toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private void report(Map<FaultyCluster.Fault, Integer> happened) {
        System.out.printf("%d events acknowledged; %s%n", acknowledged.size(), happened);
        System.out.println(Component.heading());
        components.forEach(System.out::println);
    }

    private void check() {
        assertThat(wrong).isEmpty();
        String name = audit.audit().postgres().address().database();
        List<String> stored = faults.primary()
                .queryIn(name, "SELECT id::text FROM audit_event WHERE tenant = ?", ReplicatedAuditDb.TENANT);
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(stored)
                .containsAll(acknowledged.keySet().stream().map(UUID::toString).toList());
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(AGAIN)
                .ignoreExceptions()
                .until(this::isSealed);
        assertThat(audit.audit().verify().violations()).isEmpty();
        for (Component component :
                components) { // how available they were says how often faults came, every few seconds
            assertThat(component.recovery()).as(component.toString()).isLessThan(component.targetRecovery());
        }
    }

    private boolean isSealed() {
        return audit.audit().ledger().checkpoint().orElseThrow().size() >= acknowledged.size();
    }
}
