package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.kernel.AuditDb;
import io.auditdb.plugin.partitioning.PartitioningPlugin;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingPluginContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legal holds and retention policies on a real database. */
class TestRetention {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access TENANT_ONE = new Access("clerk", Set.of("tenant-1"), Set.of(Right.OPERATE));
    private static final String MAY = "audit_event_2015_05";
    private static final Instant JUNE = Instant.parse("2015-06-01T00:00:00Z");

    private TestingAuditDb audit;
    private LegalHolds holds;
    private RetentionManager retention;
    private PartitionManager partitions;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.closed(
                Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.retention.max-holds", 3));
        AuditDb.migrations(audit.configuration(), audit.var()).up();
        AuditDb.migrations(audit.configuration(), audit.var()).seedPolicies(false);
        audit.start();
        holds = audit.platform().service(LegalHolds.class);
        retention = audit.platform().service(RetentionManager.class);
        partitions = audit.platform().service(PartitionManager.class);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private static HoldScope tenant(String tenant) {
        return new HoldScope(tenant, null, null, null, null, null, null);
    }

    private AuditEvent append(String time, int i, Classification classification, String policy) {
        AuditEvent event = SampleEvents.event(i).toBuilder()
                .id(UUID.randomUUID())
                .occurredAt(OffsetDateTime.parse(time))
                .classification(classification)
                .retentionPolicy(policy)
                .build();
        audit.database().append(event);
        return event;
    }

    private List<RecordedEvent> records(String action) {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .build())
                .events();
    }

    private PartitionRetention plan(String partition) {
        return retention.plan(OPERATOR).stream()
                .filter(it -> it.partition().equals(partition))
                .findFirst()
                .orElseThrow();
    }

    private String cleanup() {
        return partitions.cleanup(OPERATOR, JUNE, true).stream()
                .filter(it -> it.partition().equals(MAY))
                .map(PartitionStep::reason)
                .findFirst()
                .orElseThrow();
    }

    private static void assertFails(StandardErrorCode code, ThrowingCallable call, String... paths) {
        AuditDbException failure = catchThrowableOfType(AuditDbException.class, call);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.faults()).extracting(Fault::path).containsExactly(paths);
    }

    @Test
    void retentionIsOverdueWhenNobodyHasCarriedItOutAlthoughThereIsSomethingToDo() throws SQLException {
        audit.stop();
        audit = audit.with(Map.of("plugins.partitioning.enabled", true, "plugins.monitoring.enabled", true));
        audit.start();
        retention = audit.platform().service(RetentionManager.class);
        retention.add(OPERATOR, policy("brief", "P1Y"));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        append(now.minusDays(20).toString(), 0, Classification.PHI, "brief");
        assertThat(overdue()).as("no policy has reached it").isEmpty();
        append("2015-05-04T10:00:00Z", 1, Classification.PHI, "brief");
        assertThat(overdue())
                .singleElement()
                .asString()
                .contains("never carried out", "1 partitions, as " + MAY + ",", "for 31 days or longer");
        retention.apply(OPERATOR, true);
        assertThat(overdue()).as("a dry run does nothing").hasSize(1);
        append("2015-06-04T10:00:00Z", 2, Classification.PUBLIC, "no such policy"); // which stays
        retention.apply(OPERATOR, false);
        assertThat(overdue()).isEmpty();
        audit.postgres().execute("UPDATE retention_run SET finished_at = finished_at - interval '32 days'");
        assertThat(overdue()).singleElement().asString().contains("last carried out without a failure at ");
    }

    private List<String> overdue() {
        return audit.platform().service(PerformanceMonitor.class).advise(OPERATOR).advice().stream()
                .filter(it -> it.kind().equals("retention-overdue"))
                .map(it -> it.evidence())
                .toList();
    }

    @Test
    void placesAndReleasesAHoldAndRecordsBothWithoutNamingThePerson() {
        var scope = new HoldScope(
                "tenant-1",
                "user-1",
                "patient-1",
                "Observation",
                "obs/1",
                Instant.parse("2015-01-01T00:00:00.000001Z"),
                JUNE);
        LegalHold placed = holds.add(OPERATOR, scope, "District Court", "file 17");
        assertThat(placed.scope()).isEqualTo(scope);
        assertThat(placed.placedBy()).isEqualTo("operator");
        assertThat(holds.list(OPERATOR, false)).containsExactly(placed);

        LegalHold released = holds.release(OPERATOR, placed.id(), "settled");
        assertThat(released.release().orElseThrow().by()).isEqualTo("operator");
        assertThat(holds.list(OPERATOR, false)).isEmpty();
        assertThat(holds.list(OPERATOR, true)).containsExactly(released);

        RecordedEvent record = records("hold.add").get(0);
        assertThat(record.event().target().orElseThrow().id())
                .isEqualTo(placed.id().toString());
        assertThat(record.event().details())
                .containsEntry("issuer", "District Court")
                .containsEntry("reason", "file 17")
                .containsEntry("tenant", "tenant-1")
                .containsEntry("subject", true);
        assertThat(record.event().toString() + record.event().details()).doesNotContain("patient-1", "user-1", "obs/1");
        assertThat(scope.toString()).doesNotContain("patient-1", "user-1", "obs/1");
        assertThat(records("hold.release").get(0).event().details()).containsEntry("reason", "settled");
        audit.awaitSealed(2);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void refusesAHoldWithEveryFaultAndLeavesNoTrace() {
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> holds.add(OPERATOR, tenant(null), " ", null),
                "",
                "/issuer",
                "/reason");
        Instant fine = Instant.parse("2015-01-01T00:00:00.000000001Z");
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> holds.add(
                        OPERATOR,
                        new HoldScope("", null, null, null, null, fine, JUNE.minusSeconds(86400 * 365L)),
                        "x",
                        "x"),
                "/tenant",
                "/from",
                "/to");
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> holds.add(OPERATOR, new HoldScope(null, null, null, null, null, null, Instant.MAX), "x", "x"),
                "/to");
        assertThat(holds.list(OPERATOR, true)).isEmpty();
        assertThat(records("hold.add")).isEmpty();
    }

    @Test
    void refusesToReleaseWhatIsUnknownOrReleasedOrForNoReason() {
        UUID id = holds.add(OPERATOR, tenant("tenant-1"), "court", "x").id();
        assertFails(StandardErrorCode.INVALID_REQUEST, () -> holds.release(OPERATOR, id, ""), "/reason");
        assertFails(StandardErrorCode.NOT_FOUND, () -> holds.release(OPERATOR, UUID.randomUUID(), "x"));
        holds.release(OPERATOR, id, "settled");
        assertFails(StandardErrorCode.CONFLICT, () -> holds.release(OPERATOR, id, "settled"));
        assertThat(records("hold.release")).hasSize(1);
    }

    @Test
    void boundsHowManyAreInForce() {
        UUID first = holds.add(OPERATOR, tenant("a"), "court", "x").id();
        holds.add(OPERATOR, tenant("b"), "court", "x");
        holds.add(OPERATOR, tenant("c"), "court", "x");
        assertFails(StandardErrorCode.CONFLICT, () -> holds.add(OPERATOR, tenant("d"), "court", "x"));
        holds.release(OPERATOR, first, "x");
        holds.add(OPERATOR, tenant("d"), "court", "x");
    }

    @Test
    void letsACallerOfOneTenantTouchOnlyItsHolds() {
        LegalHold own = holds.add(TENANT_ONE, tenant("tenant-1"), "court", "x");
        LegalHold other = holds.add(OPERATOR, tenant("tenant-2"), "court", "x");
        assertThat(holds.list(TENANT_ONE, true)).containsExactly(own);
        assertFails(StandardErrorCode.NOT_FOUND, () -> holds.release(TENANT_ONE, other.id(), "x"));
        assertFails(StandardErrorCode.FORBIDDEN, () -> holds.add(TENANT_ONE, tenant("tenant-2"), "court", "x"));
        var everywhere = new HoldScope(null, null, "patient-1", null, null, null, null);
        assertFails(StandardErrorCode.FORBIDDEN, () -> holds.add(TENANT_ONE, everywhere, "court", "x"));
        var reader = new Access("reader", Set.of(), Set.of(Right.READ));
        assertFails(StandardErrorCode.FORBIDDEN, () -> holds.list(reader, false));
        assertFails(StandardErrorCode.FORBIDDEN, () -> retention.plan(reader));
        assertFails(StandardErrorCode.FORBIDDEN, () -> retention.add(TENANT_ONE, policy("x", "P10Y")));
    }

    @Test
    void keepsHoldsAndFloorsFromBeingChanged() throws SQLException {
        holds.add(OPERATOR, tenant("tenant-1"), "court", "x");
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE \"" + audit.postgres().address().database() + "_maintainer\"");
            for (String sql : List.of(
                    "UPDATE legal_hold SET tenant = 'x'",
                    "DELETE FROM legal_hold",
                    "DELETE FROM legal_hold_release",
                    "TRUNCATE legal_hold CASCADE",
                    "UPDATE retention_floor SET minimum = '1 day'",
                    "DELETE FROM retention_floor",
                    "DELETE FROM retention_policy",
                    "UPDATE retention_policy SET name = 'x'")) {
                assertThat(catchThrowableOfType(SQLException.class, () -> statement.execute(sql))
                                .getSQLState())
                        .as(sql)
                        .isEqualTo("42501");
            }
        }
    }

    @Test
    void aHoldOnAnyPartKeepsAPartition() {
        append("2015-05-10T12:00:00Z", 1, Classification.PHI, null);
        assertThat(cleanup()).contains("no retention policy has let them go");
        for (HoldScope scope : List.of(
                tenant("tenant-1"),
                new HoldScope(null, "user-1", null, null, null, null, null),
                new HoldScope(null, null, "patient-1", null, null, null, null),
                new HoldScope(null, null, null, "Observation", null, null, null),
                new HoldScope(null, null, null, null, "obs/1", null, null),
                new HoldScope(null, null, null, null, null, Instant.parse("2015-05-10T12:00:00Z"), null),
                new HoldScope(null, null, null, null, null, null, Instant.parse("2015-05-10T12:00:00.000001Z")))) {
            LegalHold hold = holds.add(OPERATOR, scope, "court", "x");
            assertThat(cleanup()).as(scope.toString()).contains("under legal hold", hold.id() + " (1)");
            assertThat(plan(MAY).held()).as(scope.toString()).isEqualTo(1);
            holds.release(OPERATOR, hold.id(), "x");
        }
        for (HoldScope scope : List.of(
                tenant("tenant-2"),
                new HoldScope("tenant-1", "user-2", null, null, null, null, null),
                new HoldScope(null, null, "patient-1", null, "obs/2", null, null),
                new HoldScope(null, null, null, null, null, Instant.parse("2015-05-10T12:00:00.000001Z"), null),
                new HoldScope(null, null, null, null, null, null, Instant.parse("2015-05-10T12:00:00Z")))) {
            LegalHold hold = holds.add(OPERATOR, scope, "court", "x");
            assertThat(cleanup()).as(scope.toString()).doesNotContain("legal hold");
            assertThat(plan(MAY).held()).as(scope.toString()).isZero();
            holds.release(OPERATOR, hold.id(), "x");
        }
    }

    @Test
    void plansByTheCalendarTheFloorsAndTheHolds() {
        append("2015-05-10T00:00:00Z", 1, Classification.INTERNAL, null);
        append("2015-05-11T00:00:00Z", 2, Classification.INTERNAL, null);
        append("2015-06-10T00:00:00Z", 1, Classification.INTERNAL, "eternal");
        append("2015-07-10T00:00:00Z", 1, Classification.PUBLIC, "brief");
        append("2015-07-11T00:00:00Z", 1, Classification.PUBLIC, "ever");
        append("2015-08-10T00:00:00Z", 1, Classification.INTERNAL, "brief");
        retention.add(OPERATOR, policy("brief", "P1D"));
        retention.add(OPERATOR, policy("ever", null));

        PartitionRetention may = plan(MAY);
        assertThat(may.rows()).isEqualTo(2);
        assertThat(may.past()).isEqualTo(2);
        assertThat(may.action()).isEqualTo(PartitionRetention.Action.DROP);
        assertThat(may.reasons()).containsExactly("all 2 events are past their policies");
        change("standard", Optional.of(Period.ofDays(90)), Period.ofYears(90));
        assertThat(plan(MAY).action()).isEqualTo(PartitionRetention.Action.ARCHIVE);
        assertThat(plan(MAY).reasons())
                .containsExactly(
                        "2 events are not past their policy, the first is at 2105-05-10T00:00:00Z",
                        "2 events are past the time after which they are archived");
        change("standard", Optional.of(Period.ofDays(90)), Period.ofYears(7));
        holds.add(OPERATOR, tenant("tenant-1"), "court", "x");
        assertThat(plan(MAY).action()).isEqualTo(PartitionRetention.Action.THIN);
        assertThat(plan(MAY).reasons()).containsExactly("1 of 2 events may go", "1 event is under a legal hold");

        assertThat(plan("audit_event_2015_06").reasons())
                .containsExactly("1 event is of policies that are not there", "1 event is under a legal hold");
        holds.list(OPERATOR, false).forEach(it -> holds.release(OPERATOR, it.id(), "x"));
        PartitionRetention july = plan("audit_event_2015_07");
        assertThat(july.action()).isEqualTo(PartitionRetention.Action.THIN);
        assertThat(july.reasons()).containsExactly("1 of 2 events may go", "1 event is kept for ever");
        assertThat(plan("audit_event_2015_08").reasons()).containsExactly("all 1 events are past their policies");
    }

    @Test
    void asksGuardsAndTakesOneThatCannotAnswerForAVeto(@TempDir Path directory) throws Exception {
        append("2015-05-10T00:00:00Z", 1, Classification.PUBLIC, "brief");
        append("2015-05-11T00:00:00Z", 2, Classification.PUBLIC, "brief");
        append("2015-05-12T00:00:00Z", 0, Classification.PUBLIC, "brief");
        retention.add(OPERATOR, policy("brief", "P1D"));
        RetentionGuard guard = (tenant, from, to) -> {
            if (tenant.equals("tenant-0")) {
                throw new IllegalStateException("out of order");
            }
            boolean may = from.equals(Instant.parse("2015-05-01T00:00:00Z")) && to.equals(JUNE);
            return may && tenant.equals("tenant-1") ? Optional.of("an inquiry is open") : Optional.empty();
        };
        TestingPluginContext.Builder context =
                TestingPluginContext.builder("partitioning", directory).extension(guard);
        provide(context, EventPartitions.class);
        provide(context, SystemRecords.class);
        provide(context, EventRemovals.class);
        provide(context, EventArchives.class);
        provide(context, ConnectionManager.class);
        provide(context, ErrorRecovery.class);
        var plugin = new PartitioningPlugin();
        plugin.start(context.build());
        try {
            PartitionRetention may = plugin.retentionManagers().get(0).plan(OPERATOR).stream()
                    .filter(it -> it.partition().equals(MAY))
                    .findFirst()
                    .orElseThrow();
            assertThat(may.vetoed()).isEqualTo(2);
            assertThat(may.action()).isEqualTo(PartitionRetention.Action.THIN);
            assertThat(may.reasons())
                    .containsExactly(
                            "1 of 3 events may go",
                            "vetoed for tenant-0: a retention guard could not be asked",
                            "vetoed for tenant-1: an inquiry is open");
            audit.awaitSealed(4);
            TestRemoval.awaitMaintenance(audit);
            // this instance's own maintenance may be at it still, and then nothing is done
            RetentionStep step = await().until(
                            () -> plugin.retentionManagers().get(0).apply(OPERATOR, false).stream()
                                    .filter(it -> it.plan().partition().equals(MAY))
                                    .findFirst()
                                    .orElseThrow(),
                            it -> it.removed() > 0);
            assertThat(step.removed()).isEqualTo(1);
            assertThat(plan(MAY).rows()).isEqualTo(2);
            assertThat(audit.verify().violations()).isEmpty();
        } finally {
            plugin.close();
        }
    }

    private <S> void provide(TestingPluginContext.Builder context, Class<S> type) {
        context.service(type, audit.platform().service(type));
    }

    @Test
    void letsNoPolicyUndercutTheFloorOfAnEventsOwnClassification() {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        String young = now.minusYears(6).plusDays(2).toString();
        append(young, 1, Classification.PHI, "brief");
        append(now.minusYears(6).minusDays(40).toString(), 1, Classification.PHI, "brief");
        retention.add(OPERATOR, policy("brief", "P1D"));
        assertThat(retention.plan(OPERATOR).stream()
                        .mapToLong(PartitionRetention::past)
                        .sum())
                .isEqualTo(1);
        AppliedRetention applied = retention.applying(
                OPERATOR,
                Classification.PHI,
                "brief",
                OffsetDateTime.parse(young).toInstant());
        assertThat(applied.deleteAt())
                .contains(OffsetDateTime.parse(young).plusYears(6).toInstant());
        assertThat(applied.reason()).contains("named by the event", "P6Y", "phi_extended");
    }

    @Test
    void saysWhatAppliesAndWhy() {
        Instant leap = Instant.parse("2016-02-29T10:00:00Z");
        AppliedRetention phi = retention.applying(OPERATOR, Classification.PHI, null, leap);
        assertThat(phi.policy().orElseThrow().name()).isEqualTo("phi_extended");
        assertThat(phi.deleteAt()).contains(Instant.parse("2023-02-28T10:00:00Z"));
        assertThat(phi.archiveAt()).contains(Instant.parse("2016-05-29T10:00:00Z"));
        assertThat(phi.reason()).isEqualTo("the default of PHI; it keeps for P7Y");
        assertThat(retention
                        .applying(OPERATOR, Classification.PHI, "gone", leap)
                        .deleteAt())
                .isEmpty();
        assertThat(retention.floors(OPERATOR))
                .singleElement()
                .matches(it -> it.classification() == Classification.PHI
                        && it.minimum().equals(Period.ofYears(6))
                        && it.source().contains("45 CFR"));
        assertThat(retention.policies(OPERATOR))
                .allMatch(RetentionPolicy::isDefault)
                .hasSize(4);
    }

    private static RetentionPolicy policy(String name, String deleteAfter) {
        return new RetentionPolicy(
                name,
                Classification.PUBLIC,
                false,
                Optional.empty(),
                Optional.ofNullable(deleteAfter).map(Period::parse),
                Optional.empty(),
                "for a test");
    }

    private static RetentionPolicy phi(boolean isDefault, String archive, String delete, String minimum) {
        return new RetentionPolicy(
                "mine",
                Classification.PHI,
                isDefault,
                Optional.ofNullable(archive).map(Period::parse),
                Optional.ofNullable(delete).map(Period::parse),
                Optional.ofNullable(minimum).map(Period::parse),
                "for a test");
    }

    private RetentionPolicy find(String name) {
        return retention.policies(OPERATOR).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void change(String name, Optional<Period> archiveAfter, Period deleteAfter) {
        RetentionPolicy old = find(name);
        retention.change(
                OPERATOR,
                new RetentionPolicy(
                        name,
                        old.classification(),
                        old.isDefault(),
                        archiveAfter,
                        Optional.of(deleteAfter),
                        old.minimum(),
                        old.description()));
    }

    @Test
    void refusesPoliciesThatContradictTheLawThemselvesOrAnother() {
        // 2190 days are six years of thirty-day months, and two days short of six years
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> retention.add(OPERATOR, phi(false, null, "P2190D", null)),
                "/deleteAfter",
                "/deleteAfter");
        assertThatThrownBy(() -> retention.add(OPERATOR, phi(false, null, "P5Y", null)))
                .hasMessageContaining("45 CFR 164.316")
                .hasMessageContaining("the minimum of phi_extended");
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> retention.add(OPERATOR, phi(false, "P8Y", "P8Y", "P10Y")),
                "/deleteAfter",
                "/archiveAfter");
        assertThatThrownBy(() -> retention.add(OPERATOR, phi(true, null, "P8Y", null)))
                .hasMessageContaining("/default: phi_extended is the default of PHI already");
        assertFails(
                StandardErrorCode.INVALID_REQUEST,
                () -> retention.add(OPERATOR, phi(false, "P0D", "P-1Y", "P2000Y")),
                "/archiveAfter",
                "/deleteAfter",
                "/minimum");
        retention.add(OPERATOR, phi(false, "P1Y", "P7Y", "P6Y6M"));
        RetentionPolicy standard = find("phi_extended");
        assertThatThrownBy(() -> retention.change(
                        OPERATOR,
                        new RetentionPolicy(
                                standard.name(),
                                standard.classification(),
                                true,
                                standard.archiveAfter(),
                                Optional.of(Period.ofYears(9)),
                                Optional.of(Period.ofYears(8)),
                                standard.description())))
                .hasMessageContaining("/minimum: mine deletes after P7Y, which is below P8Y");
        assertFails(StandardErrorCode.CONFLICT, () -> retention.add(OPERATOR, phi(false, "P1Y", "P7Y", null)));
        assertFails(StandardErrorCode.NOT_FOUND, () -> retention.change(OPERATOR, policy("nobody", "P1Y")));
        assertThat(find("mine").minimum()).contains(Period.of(6, 6, 0));
        assertThat(records("retention.policy.add")).hasSize(1);
    }

    @Test
    void recordsAChangeWithWhatWasBefore() {
        change("minimal", Optional.of(Period.ofDays(10)), Period.ofMonths(18));
        assertThat(find("minimal").deleteAfter()).contains(Period.of(1, 6, 0));
        Map<String, Object> details =
                records("retention.policy.change").get(0).event().details();
        assertThat(details).containsEntry("deleteAfter", "P18M").containsEntry("archiveAfter", "P10D");
        assertThat(details.get("earlier").toString()).contains("deleteAfter=P90D");
    }

    @Test
    void redactsNothingThatIsUnderLegalHold() {
        AuditEvent event = append("2015-05-10T00:00:00Z", 1, Classification.PHI, null);
        AuditEvent other = append("2015-05-10T00:00:01Z", 2, Classification.PHI, null);
        Redactions redactions = audit.platform().service(Redactions.class);
        LegalHold hold =
                holds.add(OPERATOR, new HoldScope(null, null, "patient-1", null, null, null, null), "court", "file 17");
        var order = new RedactionOrder(null, event.id(), Set.of("subject.id"), "Art. 17");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> redactions.redact(order),
                () -> redactions.plan(order),
                () -> redactions
                        .as(new Access("officer", Set.of("tenant-1"), Set.of(Right.GDPR)))
                        .redact(order))) {
            assertThatThrownBy(call)
                    .hasMessageContaining("is under legal hold " + hold.id())
                    .extracting(it -> ((AuditDbException) it).code())
                    .isEqualTo(StandardErrorCode.COMPLIANCE_VIOLATION);
        }
        List<RecordedEvent> attempts = await().until(() -> records("compliance.violation"), it -> it.size() == 2);
        assertThat(attempts)
                .as("who attempted it, not who only planned it")
                .extracting(it -> it.event().principal().orElseThrow().id())
                .contains("officer");
        assertThat(attempts)
                .extracting(
                        it -> it.event().status(),
                        it -> it.event().target().orElseThrow().id())
                .containsOnly(tuple(Status.FAILURE, event.id().toString()));
        redactions.redact(new RedactionOrder(null, other.id(), Set.of("subject.id"), "Art. 17"));
        holds.release(OPERATOR, hold.id(), "settled");
        assertThat(redactions.redact(order).fields()).containsExactly("subject.id");
        audit.awaitSealed(6);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void aHoldMaySayWhatAQuerySays() {
        append("2015-05-10T12:00:00Z", 1, Classification.PHI, null);
        for (HoldScope scope : List.of(
                query("auth.*", null, null, null, null),
                query("*.login", Status.SUCCESS, null, null, null),
                query(null, null, Classification.PHI, null, "knee number1"),
                query(null, null, null, "request-0", null))) {
            LegalHold hold = holds.add(OPERATOR, scope, "court", "x");
            assertThat(holds.list(OPERATOR, false)).containsExactly(hold);
            assertThat(plan(MAY).held()).as(scope.toString()).isEqualTo(1);
            holds.release(OPERATOR, hold.id(), "x");
        }
        for (HoldScope scope : List.of(
                query("auth_login", null, null, null, null),
                query("auth.%", null, null, null, null),
                query("*.login", Status.FAILURE, null, null, null),
                query(null, null, Classification.PUBLIC, null, null),
                query(null, null, null, null, "knee number2"))) {
            LegalHold hold = holds.add(OPERATOR, scope, "court", "x");
            assertThat(plan(MAY).held()).as(scope.toString()).isZero();
            holds.release(OPERATOR, hold.id(), "x");
        }
        assertThat(audit.verify().violations()).isEmpty();
    }

    private static HoldScope query(
            String action, Status status, Classification classification, String correlation, String text) {
        return new HoldScope(
                null, null, null, null, null, null, null, action, status, classification, correlation, text);
    }

    @Test
    void findsHoldsAndReleasesThatWereChangedForgedOrTakenAway() throws SQLException {
        LegalHold kept = holds.add(OPERATOR, tenant("tenant-1"), "court", "file 17");
        LegalHold released = holds.add(OPERATOR, tenant("tenant-2"), "court", "file 18");
        holds.release(OPERATOR, released.id(), "settled");
        assertThat(audit.verify().violations()).isEmpty();
        String hold = "legal_hold WHERE id = '" + kept.id() + "'";
        finds(
                kept.id() + " is not what was recorded",
                "UPDATE legal_hold SET subject_id = 'nobody' WHERE id = '" + kept.id() + "'",
                "UPDATE legal_hold SET subject_id = NULL");
        finds(
                kept.id() + " is not what was recorded",
                "UPDATE legal_hold SET status = 'x' WHERE id = '" + kept.id() + "'",
                "UPDATE legal_hold SET status = NULL");
        finds(
                kept.id() + " is gone",
                "CREATE TABLE copy AS SELECT * FROM " + hold + "; DELETE FROM " + hold,
                "INSERT INTO legal_hold SELECT * FROM copy");
        finds(
                "is recorded by no event",
                "INSERT INTO legal_hold_release VALUES ('" + kept.id() + "', 'x', 'operator', now())",
                "DELETE FROM legal_hold_release WHERE hold = '" + kept.id() + "'");
        finds(
                released.id() + " is not what was recorded",
                "UPDATE legal_hold_release SET released_by = 'somebody'",
                "UPDATE legal_hold_release SET released_by = 'operator'");
        finds(
                "is recorded by no event",
                "INSERT INTO legal_hold SELECT (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid()))).* FROM "
                        + hold.replace("legal_hold", "legal_hold h"),
                "DELETE FROM legal_hold WHERE id NOT IN ('" + kept.id() + "', '" + released.id() + "')");
        assertThat(audit.verify().violations()).isEmpty();
    }

    private void finds(String description, String tampering, String undoing) throws SQLException {
        audit.postgres().execute(tampering);
        assertThat(audit.verify().violations()).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Violation.Kind.HOLD_CHANGED);
            assertThat(it.description()).contains(description);
        });
        audit.postgres().execute(undoing);
    }
}
