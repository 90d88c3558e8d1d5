package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.Receipt;
import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Caches that replicas fill: an answer of a replica that lags is never taken for a newer one. */
@Timeout(120)
class TestReplicaCaching {
    private static TestingCluster cluster;
    private static ReplicatedAuditDb audit;

    @BeforeAll
    static void open() {
        cluster = TestingCluster.start();
        audit = new ReplicatedAuditDb(
                cluster,
                Map.of("cache.enabled", true, "plugins.cache-local.enabled", true, "cache.look-interval", "50ms"));
    }

    @AfterAll
    static void close() {
        audit.close();
        cluster.close();
    }

    @AfterEach
    void restore() {
        cluster.standbys().forEach(standby -> standby.delay(Duration.ZERO));
        audit.awaitHealthy();
    }

    @Test
    void aStrongReaderNeverFindsWhatAStaleReplicaLeftInTheCache() throws Exception {
        cluster.standbys().forEach(standby -> standby.delay(Duration.ofSeconds(1)));
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var counts = new int[4];
        int stale = 0;
        for (int i = 0; i < 300; i++) {
            int number = random.nextInt(counts.length);
            String subject = "cached-" + number;
            Receipt receipt = audit.append(subject);
            counts[number]++;
            for (int reads = random.nextInt(3); reads > 0; reads--) {
                if (audit.eventual(subject) < counts[number]) {
                    stale++; // a replica's answer, and what it leaves in the cache
                }
            }
            assertThat(random.nextBoolean() ? audit.strong(subject) : audit.after(subject, receipt))
                    .isEqualTo(counts[number]);
        }
        assertThat(stale)
                .as("eventual reads that replicas answered as they lagged")
                .isPositive();
    }

    @Test
    void aStrongReaderDoesNotJoinALoadFromAStaleReplica() throws Exception {
        cluster.standbys().forEach(standby -> standby.delay(Duration.ofSeconds(1)));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 1; i <= 60; i++) {
                audit.append("joined");
                int expected = i;
                var readers = new ArrayList<Callable<Boolean>>();
                for (int reader = 0; reader < 4; reader++) {
                    boolean strong = reader == 3;
                    readers.add(
                            () -> strong ? audit.strong("joined") == expected : audit.eventual("joined") <= expected);
                }
                for (Future<Boolean> right : threads.invokeAll(readers)) {
                    assertThat(right.get()).isTrue();
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void keepsWhatReplicasThatAreNotBehindHaveAnswered() {
        audit.append("kept");
        cluster.awaitReplay();
        List<Long> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            assertThat(audit.eventual("kept")).isOne();
        }
        reads.add(audit.replicas().primaryReads());
        long asked = audit.state("one").reads() + audit.state("two").reads();
        for (int i = 0; i < 200; i++) {
            assertThat(audit.strong("kept")).isOne();
        }
        assertThat(audit.replicas().primaryReads() - reads.get(0)).as("misses").isLessThan(20);
        assertThat(audit.state("one").reads() + audit.state("two").reads()).isEqualTo(asked);
    }
}
