package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Replicas that are killed, paused, cut off and promoted while many read: no read fails. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestReplicaFaults {
    private static final int THREADS = 6;

    private static TestingCluster cluster;
    private static ReplicatedAuditDb audit;

    @BeforeAll
    static void open() {
        cluster = TestingCluster.start();
        audit = new ReplicatedAuditDb(cluster, Map.of());
        audit.append("someone");
        cluster.awaitReplay();
    }

    @AfterAll
    static void close() {
        audit.close();
        cluster.close();
    }

    @AfterEach
    void restore() {
        cluster.standbys().forEach(standby -> standby.restore());
    }

    @Test
    void noReadFailsWhenAReplicaIsKilled() throws Exception {
        try (var load = new Load()) {
            load.awaitReads(200);
            audit.node("one").kill();
            long began = System.nanoTime();
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !audit.state("one").healthy());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            load.awaitReads(500);
            audit.node("one").start();
            await().until(() -> audit.state("one").healthy());
            long reads = audit.state("one").reads();
            await().until(() -> audit.state("one").reads() > reads + 50);
        }
    }

    @Test
    void noReadFailsWhenAReplicaIsPaused() throws Exception {
        try (var load = new Load()) {
            load.awaitReads(200);
            audit.node("two").pause();
            try {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !audit.state("two").healthy());
                load.awaitReads(500);
            } finally {
                audit.node("two").resume();
            }
            await().until(() -> audit.state("two").healthy());
            assertThat(load.slowest()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void noReadFailsWhenReplicasAreCutOffAndComeBack() throws Exception {
        try (var load = new Load()) {
            for (String name : List.of("one", "two")) {
                load.awaitReads(100);
                audit.node(name).cutOff();
                await().until(() -> !audit.state(name).healthy());
                load.awaitReads(200);
                audit.node(name).restore();
                await().until(() -> audit.state(name).healthy());
            }
            cluster.standbys().forEach(standby -> standby.cutOff());
            await().until(() -> audit.replicas().states().stream().noneMatch(state -> state.healthy()));
            long primary = audit.replicas().primaryReads();
            load.awaitReads(200);
            assertThat(audit.replicas().primaryReads()).isGreaterThan(primary);
        }
    }

    @Test
    void comesBackOnlyAfterSeveralChecks() {
        audit.node("one").cutOff();
        await().until(() -> !audit.state("one").healthy());
        long began = System.nanoTime();
        audit.node("one").restore();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> audit.state("one").healthy());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void replicasAnswerWhileThePrimaryIsAway() {
        audit.awaitHealthy();
        cluster.primary().stop();
        try {
            for (int i = 0; i < 200; i++) {
                assertThat(audit.eventual("someone")).isOne();
            }
        } finally {
            cluster.primary().start();
        }
        await().ignoreExceptions().until(() -> audit.strong("someone") == 1);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void doesNotAskAReplicaThatWasPromotedByMistake() throws Exception {
        try (var load = new Load()) {
            audit.awaitHealthy();
            load.awaitReads(100);
            audit.node("two").promote();
            await().until(() -> !audit.state("two").healthy());
            assertThat(audit.state("two").problem()).contains("promoted");
            load.awaitReads(200);
            audit.append("after-promotion");
            await().until(() -> audit.eventual("after-promotion") == 1);
        }
    }

    /** Readers that never stop, and what becomes of them. */
    private static final class Load implements AutoCloseable {
        private final AtomicLong reads = new AtomicLong();
        private final AtomicLong slowest = new AtomicLong();
        private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stopped;

        Load() {
            for (int i = 0; i < THREADS; i++) {
                var thread = new Thread(this::read, "reader-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void read() {
            while (!stopped) {
                long began = System.nanoTime();
                try {
                    int found = audit.eventual("someone");
                    if (found != 1) {
                        failures.add(new AssertionError("found " + found));
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
                slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
                reads.incrementAndGet();
            }
        }

        Duration slowest() {
            return Duration.ofNanos(slowest.get());
        }

        void awaitReads(int more) {
            long until = reads.get() + more;
            await().atMost(Duration.ofSeconds(30)).until(() -> reads.get() >= until);
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }
}
