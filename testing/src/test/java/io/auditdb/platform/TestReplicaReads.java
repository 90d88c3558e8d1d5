package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.testing.TestingCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What readers see of replicas that follow at once, that lag, and that are cut off from the primary. {@code
 * -Dreplica.trials} says how often each of eight readers looks for what he has written.
 */
@Timeout(120)
class TestReplicaReads {
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final int THREADS = 8;
    private static final int TRIALS = Integer.getInteger("replica.trials", 250);

    private static TestingCluster cluster;
    private static ReplicatedAuditDb audit;

    @BeforeAll
    static void open() {
        cluster = TestingCluster.start();
        audit = new ReplicatedAuditDb(
                cluster, Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.statements.interval", "1h"));
    }

    @AfterAll
    static void close() {
        audit.close();
        cluster.close();
    }

    @AfterEach
    void restore() {
        cluster.standbys().forEach(standby -> {
            standby.restore();
            standby.delay(Duration.ZERO);
        });
        audit.awaitHealthy();
    }

    @Test
    void asksReplicasInTurnAndThePrimaryHardlyEver() {
        audit.append("someone");
        long primary = audit.replicas().primaryReads();
        long one = audit.state("one").reads();
        long two = audit.state("two").reads();
        for (int i = 0; i < 1000; i++) {
            audit.eventual("someone");
        }
        assertThat(audit.replicas().primaryReads() - primary).isLessThan(10);
        assertThat(audit.state("one").reads() - one).isBetween(450L, 550L);
        assertThat(audit.state("two").reads() - two).isBetween(450L, 550L);
    }

    @Test
    void whatStatementsCostIsCountedOnEachReplica() {
        statements();
        for (int i = 0; i < 20; i++) {
            audit.eventual("someone");
        }
        assertThat(statements().statements())
                .filteredOn(it -> it.text().contains("FROM audit_event a WHERE"))
                .filteredOn(it -> !it.node().equals("primary"))
                .allSatisfy(it -> assertThat(it.calls()).isPositive())
                .allSatisfy(it -> assertThat(it.plan()).isNotEmpty())
                .extracting(StatementReport.Statement::node)
                .contains("one", "two");
        audit.node("one").pause();
        try {
            await().until(() -> !audit.state("one").healthy());
            assertThat(statements().remarks()).singleElement().asString().startsWith("one: ");
        } finally {
            audit.node("one").resume();
        }
        audit.awaitHealthy();
        assertThat(statements().remarks()).isEmpty();
    }

    private static StatementReport statements() {
        var all = new StatementQuery(
                Duration.ofHours(1), Duration.ZERO, StatementQuery.Order.TOTAL, StatementQuery.MAX_LIMIT, true);
        return audit.audit().platform().service(PerformanceMonitor.class).statements(OPERATOR, all);
    }

    @Test
    void readsItsOwnWritesOnReplicas() throws Exception {
        long primary = audit.replicas().primaryReads();
        assertThat(stale(TRIALS)).isZero();
        long trials = (long) THREADS * TRIALS;
        assertThat(audit.replicas().primaryReads() - primary)
                .as("reads that went to the primary, of %d", trials)
                .isLessThan(trials / 2);
    }

    @Test
    void readsItsOwnWritesWhenReplicasLag() throws Exception {
        cluster.standby(0).delay(DELAY);
        assertThat(stale(TRIALS / 3)).as("one of them lags").isZero();
        cluster.standby(1).delay(DELAY);
        assertThat(stale(TRIALS / 3)).as("both of them lag").isZero();
        Receipt receipt = audit.append("naive");
        assertThat(audit.eventual("naive")).as("a reader without receipt").isZero();
        assertThat(audit.after("naive", receipt)).isOne();
    }

    /** Returns how often a reader did not find what he had written. */
    private static int stale(int trials) throws Exception {
        var stale = new AtomicInteger();
        inThreads(() -> {
            for (int i = 0; i < trials; i++) {
                String subject = UUID.randomUUID().toString();
                Receipt receipt = audit.append(subject);
                if (audit.after(subject, receipt) != 1) {
                    stale.incrementAndGet();
                }
            }
            return null;
        });
        return stale.get();
    }

    private static void inThreads(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(THREADS, work))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void strongReadsMissNothingThatWasAcknowledged() {
        cluster.standbys().forEach(standby -> standby.delay(DELAY));
        for (int i = 0; i < 50; i++) {
            audit.append("strong-" + i);
            assertThat(audit.strong("strong-" + i)).isOne();
        }
    }

    @Test
    void boundedReadsMissNothingOlderThanTheBound() throws Exception {
        cluster.standbys().forEach(standby -> standby.delay(DELAY));
        for (int i = 0; i < 10; i++) {
            audit.append("bounded-" + i);
            Thread.sleep(150); // the bound itself is what is tested
            assertThat(audit.count(
                            "bounded-" + i,
                            query -> query.consistency(Consistency.BOUNDED).maxLag(Duration.ofMillis(150))))
                    .isOne();
        }
    }

    @Test
    void boundedReadsUseReplicasThatAreNearEnough() {
        audit.append("near");
        cluster.awaitReplay();
        long primary = audit.replicas().primaryReads();
        for (int i = 0; i < 100; i++) {
            assertThat(audit.count(
                            "near",
                            query -> query.consistency(Consistency.BOUNDED).maxLag(Duration.ofSeconds(5))))
                    .isOne();
        }
        assertThat(audit.replicas().primaryReads() - primary).isLessThan(5);
    }

    @Test
    void limitsOfReplicasAndOfTheirPoolsChangeWhileTheyAnswer() {
        Limits limits = audit.audit().platform().service(Limits.class);
        audit.append("limits");
        cluster.awaitReplay();
        limits.change(OPERATOR, "replicas", Map.of("bounded-lag", "0ms"));
        assertThat(primaryReadsOfABoundedQuery()).isOne();
        limits.change(OPERATOR, "replicas", Map.of("bounded-lag", "1m"));
        assertThat(primaryReadsOfABoundedQuery()).isZero();
        limits.change(OPERATOR, "pool:replica-one", Map.of("min", "4"));
        await().until(() -> audit.state("one").max() >= 4);
    }

    private static long primaryReadsOfABoundedQuery() {
        long before = audit.replicas().primaryReads();
        assertThat(audit.count("limits", query -> query.consistency(Consistency.BOUNDED)))
                .isOne();
        return audit.replicas().primaryReads() - before;
    }

    @Test
    void streamsFromReplicasWhatTheReceiptCovers() {
        Receipt receipt = audit.append("streamed");
        for (int i = 0; i < 50; i++) {
            receipt = audit.append("streamed");
        }
        EventQuery query = EventQuery.builder()
                .tenant(ReplicatedAuditDb.TENANT)
                .subject("streamed")
                .after(receipt)
                .build();
        assertThat(audit.database().stream(query)).hasSize(51);
    }

    @Test
    void goesToThePrimaryWithAReceiptThatNoReplicaProves() {
        cluster.standbys().forEach(standby -> standby.delay(DELAY));
        Receipt receipt = audit.append("other-timeline");
        var unknown = new Receipt(receipt.system(), receipt.timeline() + 1, 1, receipt.position());
        var without = new Receipt(receipt.system(), receipt.timeline(), 0, receipt.position());
        assertThat(audit.after("other-timeline", unknown)).isOne();
        assertThat(audit.after("other-timeline", without)).isOne();
    }

    @Test
    void measuresLagInTimeAndBytes() {
        audit.append("lag");
        cluster.awaitReplay();
        await().until(() ->
                audit.state("one").lagBytes() == 0 && audit.state("one").lag().compareTo(Duration.ofSeconds(1)) < 0);
        cluster.standby(0).delay(Duration.ofSeconds(5));
        audit.append("lag");
        await().atMost(Duration.ofSeconds(4))
                .until(() -> audit.state("one").lagBytes() > 0
                        && audit.state("one").lag().compareTo(Duration.ofMillis(1500)) > 0);
        assertThat(audit.state("two").lag()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void anIdlePrimaryIsNoLag() throws Exception {
        cluster.awaitReplay();
        Thread.sleep(1500); // the age of the last transaction grows
        assertThat(audit.state("one").lag()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aReplicaThatIsCutOffFromThePrimaryIsNotAskedForLong() {
        try (var strict = new ReplicatedAuditDb(cluster, Map.of("plugins.replica-router.max-lag", "1s"))) {
            strict.append("cut");
            cluster.awaitReplay();
            cluster.standbys().forEach(standby -> standby.cutFromPrimary());
            strict.append("cut");
            // nothing tells the replica that there is more, so by its own account it is not behind
            await().atMost(Duration.ofSeconds(10)).until(() -> strict.eventual("cut") == 2);
            for (int i = 0; i < 100; i++) {
                assertThat(strict.eventual("cut")).isEqualTo(2);
            }
            cluster.standbys().forEach(standby -> standby.restore());
            long primary = strict.replicas().primaryReads();
            await().until(() -> {
                long before = strict.replicas().primaryReads();
                assertThat(strict.eventual("cut")).isEqualTo(2);
                return strict.replicas().primaryReads() == before;
            });
            assertThat(strict.replicas().primaryReads()).isGreaterThanOrEqualTo(primary);
        }
    }

    @Test
    void showsPoolAndHealthOfEachReplica() {
        audit.append("pools");
        audit.eventual("pools");
        ConnectionManager connections = audit.audit().platform().service(ConnectionManager.class);
        assertThat(connections.poolStats())
                .extracting(PoolStats::name)
                .contains("primary-read", "replica-one", "replica-two");
        assertThat(connections.health())
                .filteredOn(health -> health.name().startsWith("replica-"))
                .hasSize(2)
                .allMatch(ConnectionManager.DatabaseHealth::reachable);
        assertThat(audit.replicas().states()).extracting(ReplicaState::name).containsExactly("one", "two");
        assertThat(check().status()).isEqualTo(HealthCheck.Status.UP);
        cluster.standby(1).cutOff();
        await().until(() -> check().status() == HealthCheck.Status.DEGRADED);
        assertThat(check().message()).startsWith("two ");
        assertThat(connections.health())
                .filteredOn(health -> health.name().equals("replica-two"))
                .noneMatch(ConnectionManager.DatabaseHealth::reachable);
    }

    private static HealthCheck.Result check() {
        return audit.audit().platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals("replicas"))
                .findFirst()
                .orElseThrow()
                .check();
    }

    @Test
    void analyticsHaveAReplicaOfTheirOwn() {
        try (var dedicated =
                new ReplicatedAuditDb(cluster, Map.of("plugins.replica-router.analytics.replica", "two"))) {
            dedicated.append("counted");
            cluster.awaitReplay();
            for (int i = 0; i < 20; i++) {
                assertThat(dedicated.eventual("counted")).isOne();
                assertThat(dedicated.count("counted", query -> query.workload(Workload.REALTIME)))
                        .isOne();
            }
            assertThat(dedicated.state("two").reads()).isZero();
            for (int i = 0; i < 20; i++) {
                assertThat(dedicated.count("counted", query -> query.workload(Workload.ANALYTICS)))
                        .isOne();
            }
            assertThat(dedicated.state("two").reads()).isEqualTo(20);
        }
    }

    @Test
    void writesNothingToAReplica() {
        ConnectionManager connections = audit.audit().platform().service(ConnectionManager.class);
        try (var connection = connections.connection(ConnectionManager.Purpose.WRITE);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            assertThat(row.getBoolean(1)).isFalse();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutTheRouterThePrimaryAnswers() {
        audit.append("unrouted");
        try (var unrouted = new ReplicatedAuditDb(cluster, Map.of("plugins.replica-router.enabled", false))) {
            cluster.standbys().forEach(standby -> standby.delay(DELAY));
            unrouted.append("unrouted");
            assertThat(unrouted.eventual("unrouted")).isOne();
            assertThat(unrouted.state("one").reads()).isZero();
        }
    }

    @Test
    void refusesAQueryThatCannotBeRunAsThePrimaryDoes() {
        assertThatThrownBy(() -> audit.count("someone", query -> query.limit(0)))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("cannot be run");
        assertThatThrownBy(() -> audit.count("someone", query -> query.cursor("nonsense")))
                .isInstanceOf(AuditDbException.class);
        assertThat(audit.replicas().states()).allMatch(ReplicaState::healthy);
        assertThat(List.of("one", "two")).allMatch(name -> audit.state(name).problem() == null);
    }
}
