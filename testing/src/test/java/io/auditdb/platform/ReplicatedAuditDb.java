package io.auditdb.platform;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import io.auditdb.testing.TestingDatabase;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** The platform on a primary and two standbys, which it knows as {@code one} and {@code two}. */
final class ReplicatedAuditDb implements AutoCloseable {
    static final String TENANT = "clinic";

    private final TestingCluster cluster;
    private final TestingAuditDb audit;

    /** Opens it with quick checks, and with further settings. */
    ReplicatedAuditDb(TestingCluster cluster, Map<String, ?> settings) {
        this.cluster = cluster;
        TestingDatabase database = cluster.createDatabase();
        var all = new HashMap<String, Object>(Map.of(
                "database.replicas.one",
                TestingCluster.url(cluster.standby(0), database),
                "database.replicas.two",
                TestingCluster.url(cluster.standby(1), database),
                "database.replica.check-interval",
                "100ms",
                "database.replica.check-timeout",
                "500ms",
                "cache.enabled",
                false,
                "plugins.replica-router.enabled",
                true,
                "plugins.replica-router.warm-up",
                "0s"));
        all.putAll(settings);
        this.audit = TestingAuditDb.closed(database, all);
        try {
            audit.start();
            awaitHealthy();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    AuditDatabase database() {
        return audit.database();
    }

    TestingAuditDb audit() {
        return audit;
    }

    Replicas replicas() {
        return audit.platform().service(Replicas.class);
    }

    ReplicaState state(String name) {
        return replicas().states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    ClusterNode node(String name) {
        return cluster.standby("one".equals(name) ? 0 : 1);
    }

    /** Waits until both are asked, and are not behind. */
    void awaitHealthy() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> replicas().states().stream()
                        .allMatch(state -> state.healthy() && state.lag() != null && state.lagBytes() == 0));
    }

    static AuditEvent event(String subject) {
        return AuditEvent.builder()
                .tenant(TENANT)
                .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .subject(new Subject(subject, "Patient"))
                .build();
    }

    Receipt append(String subject) {
        return audit.database().append(List.of(event(subject))).get(0).receipt();
    }

    /** Counts the events about a subject. */
    int count(String subject, Consumer<EventQuery.Builder> how) {
        EventQuery.Builder query = EventQuery.builder().tenant(TENANT).subject(subject);
        how.accept(query);
        return audit.database().query(query.build()).events().size();
    }

    int strong(String subject) {
        return count(subject, query -> query.consistency(Consistency.STRONG));
    }

    int eventual(String subject) {
        return count(subject, query -> {});
    }

    int after(String subject, Receipt receipt) {
        return count(subject, query -> query.after(receipt));
    }

    /** Closes the platform; the database stays, where it may not be dropped. */
    void leave() {
        audit.leave();
    }

    @Override
    public void close() {
        audit.close();
    }
}
