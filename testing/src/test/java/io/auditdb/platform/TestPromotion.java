package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A standby becomes the primary: the platform writes there and nowhere else, and loses nothing without saying so. */
@Timeout(120)
class TestPromotion {
    private static final String SESSIONS =
            "SELECT application_name || query FROM pg_stat_activity WHERE application_name LIKE 'audit-db%'";

    private static TestingCluster cluster;
    private ReplicatedAuditDb audit;

    @BeforeAll
    static void start() {
        cluster = TestingCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        audit = new ReplicatedAuditDb(cluster, Map.of("database.replica.check-interval", "500ms"));
    }

    /** Whatever happened, the first primary is it again. */
    @AfterEach
    void close() {
        audit.audit().stop();
        cluster.primary().kill();
        cluster.primary().start();
        audit.close();
        audit.node("one").rejoin(cluster.primary());
        cluster.awaitReplay();
    }

    @Test
    void writesResumeOnTheStandbyThatWasPromoted() {
        Receipt before = append("before");
        cluster.primary().kill();
        promote();
        Receipt after = awaitAppend("after");

        assertThat(after.timeline()).isEqualTo(before.timeline() + 1);
        assertThat(after.system()).isEqualTo(before.system());
        assertThat(audit.after("before", before)).isOne();
        assertThat(audit.after("after", after)).isOne();
        assertThat(check("primary").message()).contains("one").contains("timeline 2");
        assertThat(records("primary.changed"))
                .singleElement()
                .satisfies(it -> assertThat(it.event().details())
                        .containsEntry("lost", 0L)
                        .containsEntry("complete", true)
                        .containsEntry("timeline", 2L));
        assertVerified(3);
    }

    /** It tells which timeline it is on only while it receives; its last restart point, minutes ago, was on the old one. */
    @Test
    void theOtherStandbyAnswersWhenItFollowsTheNewPrimaryAlsoWhenThatIsAway() {
        append("before");
        cluster.primary().kill();
        promote();
        awaitAppend("after");
        audit.node("two").follow(audit.node("one"));
        await().until(() -> {
            long before = audit.state("two").reads();
            return audit.eventual("after") == 1
                    && audit.state("two").reads() > before
                    && audit.state("two").timeline() == 2;
        });
        audit.node("one").stop();
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(audit.eventual("after")).isOne();
            }
        } finally {
            audit.node("one").start();
            cluster.primary().start();
            audit.node("two").rejoin(cluster.primary());
        }
    }

    /** Paused, it keeps its sessions, and what they were doing goes on when it goes on. */
    @Test
    void nothingIsWrittenToAnOldPrimaryThatComesBack() {
        append("before");
        cluster.primary().pause();
        promote();
        awaitAppend("after");
        cluster.primary().resume();
        await().untilAsserted(
                        () -> assertThat(query(cluster.primary(), SESSIONS)).isEmpty());
        List<String> batches = batches(cluster.primary());
        for (int i = 0; i < 20; i++) {
            audit.append("later");
        }
        assertThat(batches(cluster.primary())).isEqualTo(batches);

        // and not after a restart of the platform, which finds the old one where it is configured
        audit.audit().stop();
        audit.audit().start();
        assertThat(audit.append("again").timeline()).isEqualTo(2);
        assertThat(batches(cluster.primary())).isEqualTo(batches);
        assertThat(audit.strong("later")).isEqualTo(20);
        assertVerified(22);
    }

    @Test
    void eventsThatAPromotedStandbyLacksAreNamed() {
        restart(Map.of("ledger.checkpoint-interval", "5s", "ledger.lease", "12s"));
        append("before");
        await().until(() -> sealed() >= 1);
        cluster.awaitReplay();
        audit.node("one").cutFromPrimary();
        var lost = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var event = ReplicatedAuditDb.event("lost");
            lost.add(audit.database().append(List.of(event)).get(0).id().toString());
        }
        cluster.primary().kill();
        promote();
        awaitAppend("after");

        assertThat(audit.strong("before")).isOne();
        assertThat(audit.strong("lost")).isZero();
        assertThat(records("primary.changed").get(0).event().details()).containsEntry("lost", 3L);
        List<?> named = (List<?>)
                records("primary.events-lost").get(0).event().details().get("events");
        assertThat(named)
                .extracting(it -> ((Map<?, ?>) it).get("id").toString())
                .containsExactlyElementsOf(lost);
        assertVerified(4);
    }

    @Test
    void aStandbyThatLacksAPublishedCheckpointIsRefused() {
        append("before");
        cluster.awaitReplay();
        audit.node("one").cutFromPrimary();
        for (int i = 0; i < 3; i++) {
            audit.append("later");
        }
        audit.audit().awaitSealed(4);
        Checkpoint published = audit.audit().ledger().checkpoint().orElseThrow();
        cluster.primary().kill();
        audit.node("one").promote();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> check("primary").message().contains("which it does not hold"));
        assertThat(check("primary").message())
                .contains("one (")
                .contains("ends at leaf 1")
                .contains("a checkpoint over " + published.size() + " leaves");
        assertThat(batches(audit.node("one"))).containsExactly("1");

        // the one that has everything is not refused, and the log goes on from there
        cluster.primary().start();
        assertThat(awaitAppend("after").timeline()).isOne();
        assertThat(audit.strong("later")).isEqualTo(3);
        await().untilAsserted(() -> assertThat(check("primary").message()).isEmpty());
        assertVerified(5);
    }

    @Test
    void ofTwoPrimariesTheOneThatHoldsTheNewestCheckpointIsKept() {
        append("before");
        audit.node("one").promote();
        await().until(() -> !audit.state("one").healthy());
        audit.append("after");
        audit.audit().awaitSealed(2);
        cluster.primary().kill();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> check("primary").message().contains("which it does not hold"));
        cluster.primary().start();
        assertThat(awaitAppend("later").timeline()).isOne();
        assertThat(batches(audit.node("one"))).containsExactly("1");
        assertVerified(3);
    }

    private void restart(Map<String, ?> settings) {
        audit.close();
        audit = new ReplicatedAuditDb(cluster, settings);
    }

    /** Appends, and waits until every standby has the checkpoint over it. */
    private Receipt append(String subject) {
        Receipt receipt = audit.append(subject);
        audit.audit().awaitSealed(1);
        cluster.awaitReplay();
        return receipt;
    }

    private void promote() {
        audit.node("one").promote();
    }

    /** Appends as soon as that succeeds. */
    private Receipt awaitAppend(String subject) {
        long began = System.nanoTime();
        var receipt = new AtomicReference<Receipt>();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    try {
                        receipt.set(audit.append(subject));
                        return true;
                    } catch (AuditDbException e) {
                        return false;
                    }
                });
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.printf(
                "writes resume on timeline %d after %d ms%n", receipt.get().timeline(), millis);
        assertThat(millis).isLessThan(5_000);
        return receipt.get();
    }

    private long sealed() {
        return audit.audit().ledger().checkpoint().map(Checkpoint::size).orElse(0L);
    }

    /** Everything so far, and what the platform adds. */
    private void assertVerified(int leaves) {
        audit.audit().awaitSealed(leaves);
        assertThat(audit.audit().verify().violations()).isEmpty();
    }

    private List<String> batches(ClusterNode node) {
        return query(node, "SELECT count(*)::text FROM ledger_batch");
    }

    private List<String> query(ClusterNode node, String sql) {
        return node.queryIn(audit.audit().postgres().address().database(), sql);
    }

    private HealthCheck.Result check(String name) {
        return audit.audit().platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check();
    }

    private List<RecordedEvent> records(String action) {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .consistency(Consistency.STRONG)
                        .build())
                .events();
    }
}
