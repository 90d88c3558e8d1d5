package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.PartitionRetention.Action;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events whose retention is over go, and the log accounts for them. */
class TestRemoval {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final String MAY = "audit_event_2015_05";
    private static final String JUNE = "audit_event_2015_06";

    private TestingAuditDb audit;
    private RetentionManager retention;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of(
                "plugins.partitioning.enabled", true,
                "plugins.partitioning.retention.step-rows", 3,
                "ledger.verification.background.enabled", false));
        retention = audit.platform().service(RetentionManager.class);
        retention.add(
                OPERATOR,
                new RetentionPolicy(
                        "brief",
                        Classification.PUBLIC,
                        false,
                        Optional.empty(),
                        Optional.of(Period.ofDays(1)),
                        Optional.empty(),
                        "for a test"));
        audit.awaitSealed(1);
        awaitMaintenance(audit);
    }

    /** What there is to do at the start is done by a job, and nobody else works on partitions meanwhile. */
    static void awaitMaintenance(TestingAuditDb audit) {
        await().until(() -> audit.platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals("partitions"))
                .allMatch(it -> it.check().equals(HealthCheck.Result.OK)));
        await().until(() -> audit.platform().service(PartitionManager.class).maintain(OPERATOR, false).stream()
                .noneMatch(it -> it.outcome() == Outcome.PLANNED));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    /** One batch, sealed; with {@code brief} retention or with none, in turn from the first. */
    private List<AuditEvent> append(String month, int brief, int lasting) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < brief + lasting; i++) {
            events.add(SampleEvents.event(i).toBuilder()
                    .id(UUID.randomUUID())
                    .occurredAt(OffsetDateTime.parse(month + "-01T00:00:00Z").plusHours(i))
                    .classification(Classification.PUBLIC)
                    .retentionPolicy(i < brief ? "brief" : null)
                    .build());
        }
        audit.database().append(events);
        UUID last = events.get(events.size() - 1).id();
        await().until(() -> audit.ledger().proof(null, last).isPresent());
        return events;
    }

    private long leaf(AuditEvent event) {
        return audit.ledger().proof(null, event.id()).orElseThrow().index();
    }

    private RetentionStep apply(String partition) {
        return retention.apply(OPERATOR, false).stream()
                .filter(it -> it.plan().partition().equals(partition))
                .findFirst()
                .orElseThrow();
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<RecordedEvent> records(String action) {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .build())
                .events();
    }

    private VerificationReport verify(VerificationScope scope) {
        return audit.ledger().verify(scope, VerificationProgress.NONE);
    }

    @Test
    void thinsAndDropsExactlyWhatThePlanSaysAndTheLogAccountsForIt() throws SQLException {
        append("2015-05", 7, 4);
        List<AuditEvent> june = append("2015-06", 8, 0);
        append("2015-07", 0, 2);
        long firstLeaf = leaf(june.get(0));
        assertThat(retention.apply(OPERATOR, true))
                .extracting(it -> it.plan().action())
                .startsWith(Action.THIN, Action.DROP, Action.KEEP);
        assertThat(count("SELECT count(*) FROM ledger_removal")).isZero();

        List<RetentionStep> steps = retention.apply(OPERATOR, false);
        assertThat(steps.get(0).outcome()).isEqualTo(Outcome.DONE);
        assertThat(steps.get(0).removed()).isEqualTo(7);
        assertThat(steps.get(1).outcome()).isEqualTo(Outcome.DONE);
        assertThat(steps.get(1).removed()).isEqualTo(8);
        assertThat(steps.get(2).outcome()).isEqualTo(Outcome.PLANNED);
        assertThat(count("SELECT count(*) FROM " + MAY)).isEqualTo(4);
        assertThat(count("SELECT count(to_regclass('" + JUNE + "'))")).isZero();

        VerificationReport report = audit.verify();
        assertThat(report.violations()).isEmpty();
        assertThat(report.remarks()).contains("15 events were removed by retention, and each is accounted for");
        assertThat(verify(VerificationScope.incremental()).violations()).isEmpty();
        assertThat(records("retention.delete"))
                .hasSize(4)
                .allSatisfy(it ->
                        assertThat(it.event().principal().orElseThrow().id()).isEqualTo("operator"))
                .anySatisfy(it -> assertThat(it.event().details())
                        .containsEntry("events", 8L)
                        .containsEntry("batches", 1L)
                        .containsEntry("firstLeaf", firstLeaf)
                        .containsEntry("lastLeaf", firstLeaf + 7)
                        .containsEntry("policies", Map.of("brief", 8L)));
        assertThat(records("partition.drop").get(0).event().details()).containsEntry("rows", 8L);

        assertThat(apply(MAY).plan().action()).isEqualTo(Action.KEEP);
        assertThat(records("retention.delete")).hasSize(4);
    }

    @Test
    void anIncrementalVerificationKnowsWhatWentFromTheBatchesThatAreNewToIt() throws SQLException {
        assertThat(audit.verify().intact()).isTrue();
        List<AuditEvent> events = append("2015-05", 5, 5);
        apply(MAY);
        assertThat(verify(VerificationScope.incremental()).violations()).isEmpty();

        append("2015-06", 5, 5);
        apply(JUNE);
        audit.postgres()
                .execute("DELETE FROM " + JUNE + " WHERE retention_policy IS NULL AND occurred_at ="
                        + " (SELECT max(occurred_at) FROM " + JUNE + ")");
        assertThat(verify(VerificationScope.incremental()).violations())
                .singleElement()
                .matches(it -> it.event().isPresent()
                        && events.stream()
                                .noneMatch(e -> e.id().equals(it.event().get())));
    }

    @Test
    void saysOfARemovedEventWhatBecameOfIt() {
        List<AuditEvent> events = append("2015-05", 1, 3);
        UUID id = events.get(0).id();
        long leaf = leaf(events.get(0));
        apply(MAY);
        String record = records("retention.delete").get(0).event().id().toString();
        VerificationReport report = verify(VerificationScope.event(events.get(0).tenant(), id));
        assertThat(report.intact()).isTrue();
        assertThat(report.remarks())
                .anyMatch(it -> it.contains("was removed by retention on 20") && it.contains(record));
        assertThat(report.remarks())
                .anyMatch(it -> it.startsWith("the event is leaf " + leaf + ", and its proof leads"));
        assertThatThrownBy(() -> audit.ledger().proof(null, id))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("was removed by retention on 20")
                .hasMessageContaining(record);
        assertThatThrownBy(() -> audit.platform().service(Evidence.class).disclosure(null, id, Set.of("*")))
                .hasMessageContaining(record);
        assertThatThrownBy(() -> audit.ledger().entries(0, (int) leaf + 1))
                .hasMessageContaining("The event of leaf " + leaf + " was removed by retention");
        assertThatThrownBy(() -> audit.ledger().proof("tenant-2", id)).hasMessage("There is no event " + id);
        assertThatThrownBy(() -> audit.ledger().proof(null, UUID.randomUUID())).hasMessageNotContaining("removed");
        assertThat(audit.database().append(events).get(0).duplicate()).isTrue();
        assertThat(audit.ledger().proof(null, events.get(1).id())).isPresent();
    }

    @Test
    void keepsWhatIsHeldOnceTheStepIsDone() {
        append("2015-05", 6, 0);
        LegalHolds holds = audit.platform().service(LegalHolds.class);
        LegalHold hold =
                holds.add(OPERATOR, new HoldScope("tenant-1", null, null, null, null, null, null), "court", "file 17");
        RetentionStep step = apply(MAY);
        assertThat(step.plan().action()).isEqualTo(Action.THIN);
        assertThat(step.removed()).isEqualTo(4);
        holds.release(OPERATOR, hold.id(), "settled");
        assertThat(apply(MAY).plan().action()).isEqualTo(Action.DROP);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void removesNothingThatIsNotWhatWasCommitted() throws SQLException {
        List<AuditEvent> events = append("2015-05", 0, 3);
        audit.postgres()
                .execute("UPDATE audit_event SET retention_policy = 'brief' WHERE id = '"
                        + events.get(1).id() + "'");
        RetentionStep step = apply(MAY);
        assertThat(step.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(step.removed()).isZero();
        assertThat(step.problem().orElseThrow())
                .contains(events.get(1).id().toString())
                .contains("nothing was removed");
        assertThat(count("SELECT count(*) FROM " + MAY)).isEqualTo(3);

        audit.postgres().execute("UPDATE audit_event SET retention_policy = 'brief' WHERE classification = 'PUBLIC'");
        assertThat(apply(MAY).problem().orElseThrow()).contains("nothing was removed");
        assertThat(count("SELECT count(*) FROM " + MAY)).isEqualTo(3);
        assertThat(audit.verify().violationCount()).isEqualTo(3);
    }

    @Test
    void verifiesAPartitionThatIsDetachedAndFinishesItsDrop() throws SQLException {
        List<AuditEvent> events = append("2015-05", 5, 0);
        append("2015-06", 5, 5);
        audit.postgres()
                .execute(
                        "UPDATE event_partition SET goal = 'dropped', state = 'detached' WHERE name = '" + MAY + "'",
                        "ALTER TABLE audit_event DETACH PARTITION " + MAY);
        VerificationReport report = audit.verify();
        assertThat(report.violations()).isEmpty();
        assertThat(report.remarks()).anyMatch(it -> it.contains(MAY + " is detached and not dropped"));
        assertThat(verify(VerificationScope.event(null, events.get(0).id())).intact())
                .isTrue();

        audit.postgres()
                .execute(
                        "CREATE TABLE kept AS TABLE " + MAY,
                        "UPDATE " + MAY + " SET action = 'x' WHERE id = '"
                                + events.get(3).id() + "'");
        assertThat(audit.verify().violations())
                .singleElement()
                .matches(it -> it.event().orElseThrow().equals(events.get(3).id()));
        assertThat(apply(MAY).problem().orElseThrow()).contains("nothing was removed");
        audit.postgres().execute("UPDATE " + MAY + " m SET action = k.action FROM kept k WHERE k.id = m.id");
        assertThat(apply(MAY).outcome()).isEqualTo(Outcome.DONE);
        assertThat(count("SELECT count(to_regclass('" + MAY + "'))")).isZero();
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void putsBackAnInterruptedDropThatIsNoLongerWanted() throws SQLException {
        append("2015-05", 3, 3);
        audit.postgres()
                .execute(
                        "UPDATE event_partition SET goal = 'dropped', state = 'detached' WHERE name = '" + MAY + "'",
                        "ALTER TABLE audit_event DETACH PARTITION " + MAY);
        audit.platform().service(PartitionManager.class).maintain(OPERATOR, false);
        assertThat(count("SELECT count(*) FROM audit_event WHERE classification = 'PUBLIC'"))
                .isEqualTo(6);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void keepsTheRecordsThatVerificationNeeds() throws SQLException {
        append("2015-05", 2, 2);
        apply(MAY);
        audit.postgres()
                .execute("INSERT INTO retention_policy (name, classification, delete_after, is_default, description)"
                        + " SELECT 'all', c, interval '1 day', true, 'x' FROM unnest(ARRAY['INTERNAL']) c");
        assertThat(retention.apply(OPERATOR, true))
                .flatExtracting(it -> it.plan().reasons())
                .anyMatch(it -> it.contains("record") && it.endsWith("that verification needs"));
    }

    @Test
    void onlyACallerOfAllTenantsMayHaveEventsRemoved() {
        var clerk = new Access("clerk", Set.of("tenant-1"), Set.of(Right.OPERATE));
        assertThatThrownBy(() -> retention.apply(clerk, false)).hasMessageContaining("all tenants");
        var reader = new Access("reader", Set.of(), Set.of(Right.READ));
        assertThatThrownBy(() -> retention.apply(reader, true)).hasMessageContaining("operate");
    }
}
