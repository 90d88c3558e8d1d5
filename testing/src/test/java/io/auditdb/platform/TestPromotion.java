package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A standby becomes the primary: the platform writes there, and nowhere else, and loses nothing without saying so. */
@Timeout(120)
class TestPromotion {
    private TestingCluster cluster;
    private ReplicatedAuditDb audit;

    @BeforeEach
    void open() {
        cluster = TestingCluster.start();
        audit = new ReplicatedAuditDb(cluster, Map.of("database.replica.check-interval", "500ms"));
    }

    @AfterEach
    void close() {
        audit.close();
        cluster.close();
    }

    @Test
    void writesResumeOnTheStandbyThatWasPromoted() {
        var before = audit.append("before");
        audit.audit().awaitSealed(1);
        cluster.awaitReplay();
        cluster.primary().kill();
        ClusterNode promoted = audit.node("one");
        promoted.promote();
        long began = System.nanoTime();
        var after = awaitAppend("after");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf("standby promoted: writes resume after %d ms%n", took.toMillis());
        assertThat(took).isLessThan(Duration.ofSeconds(5));

        assertThat(after.timeline()).isEqualTo(before.timeline() + 1);
        assertThat(after.system()).isEqualTo(before.system());
        assertThat(audit.after("before", before)).isOne();
        assertThat(audit.after("after", after)).isOne();
        assertThat(promoted.query("SELECT count(*)::text FROM pg_stat_activity WHERE application_name LIKE 'audit-db%'"))
                .doesNotContain("0");
        assertThat(check("primary").message()).contains("one");
        RecordedEvent changed = record("primary.changed").get(0);
        assertThat(changed.event().details()).containsEntry("lost", 0).containsEntry("complete", true);
        await().until(() -> audit.audit().ledger().checkpoint().orElseThrow().size() >= 3);
        assertThat(audit.audit().verify().violations()).isEmpty();
    }

    private io.auditdb.api.event.Receipt awaitAppend(String subject) {
        var receipt = new io.auditdb.api.event.Receipt[1];
        await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                receipt[0] = audit.append(subject);
                return true;
            } catch (io.auditdb.api.error.AuditDbException e) {
                return false;
            }
        });
        return receipt[0];
    }

    private HealthCheck.Result check(String name) {
        return audit.audit().platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check();
    }

    private List<RecordedEvent> record(String action) {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .build())
                .events();
    }
}
