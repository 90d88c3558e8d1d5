package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a superuser changes behind the platform's back where retention has removed events. */
class TestRemovalTampering {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final List<String> TABLES =
            List.of("audit_event", "event_locator", "ledger_batch", "ledger_removal");

    /** Of May every second one was removed, of June all; one batch each. */
    private static final List<AuditEvent> MAY = new ArrayList<>();

    private static final List<AuditEvent> JUNE = new ArrayList<>();
    private static TestingAuditDb audit;
    private static Connection superuser;

    @BeforeAll
    static void fill() throws SQLException {
        audit = TestingAuditDb.open(
                Map.of("plugins.partitioning.enabled", true, "ledger.verification.background.enabled", "false"));
        assertThat(audit.verify().intact()).isTrue();
        RetentionManager retention = audit.platform().service(RetentionManager.class);
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
        for (int i = 0; i < 20; i++) {
            MAY.add(event("2015-05-10T00:00:00Z", i, i % 2 == 0 ? "brief" : null));
            JUNE.add(event("2015-06-10T00:00:00Z", i, "brief"));
        }
        audit.database().append(MAY);
        audit.database().append(JUNE);
        await().until(() -> audit.ledger().proof(null, JUNE.get(0).id()).isPresent());
        superuser = audit.postgres().connect();
        tamper("CREATE TABLE before AS TABLE audit_event");
        TestRemoval.awaitMaintenance(audit);
        retention.apply(OPERATOR, false);
        await().until(() -> audit.verify().unsealed() == 0);
        // what the platform records of violations must not get between the copies
        tamper("REVOKE INSERT ON audit_event FROM \""
                + audit.postgres().address().database() + "_writer\"");
        for (String table : TABLES) {
            tamper("CREATE TABLE copy_of_" + table + " AS TABLE " + table);
        }
    }

    private static AuditEvent event(String time, int i, String policy) {
        return SampleEvents.event(i).toBuilder()
                .id(UUID.randomUUID())
                .occurredAt(OffsetDateTime.parse(time).plusMinutes(i))
                .classification(Classification.PUBLIC)
                .retentionPolicy(policy)
                .build();
    }

    @AfterEach
    void putBack() throws SQLException {
        tamper(TABLES.stream()
                .map(table -> "DELETE FROM " + table + " t WHERE t::text NOT IN (SELECT c::text FROM copy_of_" + table
                        + " c); INSERT INTO " + table + " SELECT * FROM copy_of_" + table
                        + " c WHERE c::text NOT IN (SELECT t::text FROM " + table + " t)")
                .collect(Collectors.joining("; ")));
    }

    @AfterAll
    static void close() throws SQLException {
        superuser.close();
        audit.close();
    }

    private static void tamper(String... statements) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static VerificationReport after(String... tampering) throws SQLException {
        return after(true, tampering);
    }

    private static VerificationReport after(boolean full, String... tampering) throws SQLException {
        tamper(tampering);
        // every incremental one goes on from before the events: of the records of later ones none is intact
        tamper("DELETE FROM ledger_verification WHERE to_leaf > 1");
        return audit.ledger()
                .verify(full ? VerificationScope.full() : VerificationScope.incremental(), VerificationProgress.NONE);
    }

    private static String row(AuditEvent event) {
        return " WHERE id = '" + event.id() + "'";
    }

    /** The removal that took something out of the batch of an event. */
    private static String removal(AuditEvent event) {
        return " WHERE (writer, number) = (SELECT writer, number FROM ledger_batch WHERE '" + event.id()
                + "' = ANY (ids))";
    }

    private static void assertNames(VerificationReport report, Violation.Kind kind, AuditEvent event) {
        assertThat(report.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.event()).contains(event.id());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsNothingWhereNothingWasDone(boolean full) throws SQLException {
        VerificationReport report = after(full);
        assertThat(report.violations()).isEmpty();
        assertThat(report.events()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARowThatIsTakenFromAThinnedPartition(boolean full) throws SQLException {
        VerificationReport report = after(full, "DELETE FROM audit_event" + row(MAY.get(3)));
        assertNames(report, Violation.Kind.EVENT_MISSING, MAY.get(3));
        assertThat(report.violations().get(0).tenant()).contains(MAY.get(3).tenant());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARowThatIsTakenTogetherWithItsLocator(boolean full) throws SQLException {
        VerificationReport report =
                after(full, "DELETE FROM audit_event" + row(MAY.get(3)), "DELETE FROM event_locator" + row(MAY.get(3)));
        assertThat(report.violations())
                .anyMatch(it -> it.event().equals(Optional.of(MAY.get(3).id())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovedEventThatIsBack(boolean full) throws SQLException {
        VerificationReport report = after(full, "INSERT INTO audit_event SELECT * FROM before" + row(MAY.get(4)));
        assertNames(report, Violation.Kind.EVENT_INSERTED, MAY.get(4));
        assertThat(report.violations().get(0).description()).contains("its row is back");
        assertNames(
                audit.ledger().verify(VerificationScope.event(null, MAY.get(4).id()), VerificationProgress.NONE),
                Violation.Kind.EVENT_INSERTED,
                MAY.get(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovalThatClaimsMoreThanWasRemoved(boolean full) throws SQLException {
        VerificationReport report = after(
                full,
                "DELETE FROM audit_event" + row(MAY.get(3)),
                "UPDATE ledger_removal SET positions = set_bit(positions, 3, 1)" + removal(MAY.get(3)));
        assertThat(report.violations())
                .anyMatch(it -> it.kind() == Violation.Kind.REMOVAL_CHANGED)
                .anyMatch(it -> it.kind() == Violation.Kind.EVENT_MISSING
                        && it.event().equals(Optional.of(MAY.get(3).id())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "locators = set_byte(locators, 0, get_byte(locators, 0) # 1)",
                "mac = set_byte(mac, 0, get_byte(mac, 0) # 1)",
                "mac = ''",
                "locators = ''",
                "positions = ''",
                "removal = gen_random_uuid()"
            })
    void findsARemovalThatWasChanged(String change) throws SQLException {
        assertThat(after("UPDATE ledger_removal SET " + change + removal(MAY.get(4)))
                        .violations())
                .anyMatch(it -> it.kind() == Violation.Kind.REMOVAL_CHANGED
                        && it.description().contains("is not what retention wrote"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovalThatIsGone(boolean full) throws SQLException {
        VerificationReport report = after(full, "DELETE FROM ledger_removal" + removal(JUNE.get(0)));
        assertThat(report.violations().stream().filter(it -> it.kind() == Violation.Kind.EVENT_MISSING))
                .hasSize(JUNE.size());
    }

    @Test
    void findsARemovalThatIsGoneAndWhoseEventsAreBack() throws SQLException {
        assertThat(after(
                                "DELETE FROM ledger_removal" + removal(MAY.get(0)),
                                "INSERT INTO audit_event SELECT * FROM before b WHERE b.retention_policy = 'brief'"
                                        + " AND b.occurred_at < '2015-06-01'")
                        .violations())
                .singleElement()
                .matches(it -> it.kind() == Violation.Kind.REMOVAL_CHANGED
                        && it.description().contains("is no longer told"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovalThatIsCopiedToAnotherBatch(boolean full) throws SQLException {
        VerificationReport report = after(
                full,
                "INSERT INTO ledger_removal SELECT r.removal, b.writer, b.number, r.positions, r.locators, r.mac"
                        + " FROM (SELECT * FROM ledger_removal" + removal(JUNE.get(0)) + ") r, ledger_batch b WHERE '"
                        + MAY.get(0).id() + "' = ANY (b.ids)");
        assertThat(report.violations()).anyMatch(it -> it.kind() == Violation.Kind.REMOVAL_CHANGED);
        assertThat(report.violations()).noneMatch(it -> it.kind() == Violation.Kind.EVENT_MISSING);
    }

    @Test
    void findsARemovalOfABatchThatThereIsNot() throws SQLException {
        assertThat(after(
                                "INSERT INTO ledger_removal VALUES (gen_random_uuid(), 7, 7, '\\x01', '\\x0102030405060708', '')")
                        .violations())
                .singleElement()
                .matches(it -> it.kind() == Violation.Kind.REMOVAL_CHANGED
                        && it.description().contains("no event records"));
    }

    @Test
    void findsALocatorOfARemovedEventThatIsGoneOrChanged() throws SQLException {
        assertNames(after("DELETE FROM event_locator" + row(MAY.get(4))), Violation.Kind.LOCATOR_CHANGED, MAY.get(4));
        putBack();
        assertThat(after("UPDATE event_locator SET occurred_at = occurred_at + interval '1 day'" + row(JUNE.get(4)))
                        .violations())
                .singleElement()
                .matches(it -> it.kind() == Violation.Kind.LOCATOR_CHANGED
                        && it.description().contains("of the removal"));
        putBack();
        assertThat(after("INSERT INTO event_locator VALUES ('tenant-1', gen_random_uuid(), '2015-05-10')")
                        .violations())
                .singleElement()
                .matches(it -> it.kind() == Violation.Kind.LOCATOR_CHANGED
                        && it.description().contains("points to no event"));
    }
}
