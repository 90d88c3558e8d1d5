package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestVerification {
    private static final Map<String, String> QUIET = Map.of("ledger.verification.background.enabled", "false");
    private static final List<String> TABLES = List.of(
            "audit_event",
            "event_locator",
            "ledger_batch",
            "ledger_sequence",
            "ledger_tile",
            "ledger_checkpoint",
            "ledger_verification");

    private TestingAuditDb audit;

    @AfterEach
    void close() {
        audit.close();
    }

    private void open(Map<String, ?> settings, int events) {
        audit = TestingAuditDb.open(settings);
        append(0, events);
    }

    private void append(int from, int to) {
        audit.database().append(SampleEvents.events(to).subList(from, to));
        audit.awaitSealed(to);
    }

    private VerificationReport verify(VerificationScope scope) {
        return audit.ledger().verify(scope, VerificationProgress.NONE);
    }

    private static UUID id(int i) {
        return SampleEvents.event(i).id();
    }

    private String checkpoint() {
        return audit.ledger().checkpoint().orElseThrow().note();
    }

    @Test
    void oneEventIsFollowedUpToTheNewestCheckpoint() throws SQLException {
        open(QUIET, 300);
        VerificationReport report = verify(VerificationScope.event(null, id(7)));
        assertThat(report.violations()).isEmpty();
        assertThat(report.coverage().fromLeaf()).isEqualTo(7);
        assertThat(report.events()).isEqualTo(1);
        assertThat(report.remarks()).singleElement().asString().contains("leaf 7", "over 300 leaves");

        audit.postgres().execute("UPDATE audit_event SET outcome = 'x' WHERE id = '" + id(7) + "'");
        assertThat(verify(VerificationScope.event("tenant-1", id(7))).violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.EVENT_CHANGED);
        assertThat(verify(VerificationScope.event(null, id(8))).intact()).isTrue();
        audit.postgres().execute("DELETE FROM audit_event WHERE id = '" + id(8) + "'");
        assertThat(verify(VerificationScope.event(null, id(8))).violations())
                .extracting(Violation::kind)
                .containsExactly(Violation.Kind.EVENT_MISSING);
        for (var absent :
                List.of(VerificationScope.event(null, UUID.randomUUID()), VerificationScope.event("tenant-2", id(7)))) {
            assertThatThrownBy(() -> verify(absent))
                    .isInstanceOfSatisfying(
                            AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.NOT_FOUND));
        }
        audit.postgres()
                .execute(
                        "UPDATE ledger_tile SET hashes = set_byte(hashes, 9000 % 8192, get_byte(hashes, 9000 % 8192) # 1)");
        assertThat(verify(VerificationScope.event(null, id(1))).intact()).isFalse();
    }

    @Test
    void theLogBeginsWithTheLeavesOfACheckpointThatWasKept() throws SQLException {
        open(QUIET, 100);
        String kept = checkpoint();
        append(100, 300);
        VerificationReport report = verify(VerificationScope.against(kept));
        assertThat(report.violations()).isEmpty();
        assertThat(report.coverage().toLeaf()).isEqualTo(100);
        assertThat(report.remarks()).singleElement().asString().contains("of 300 leaves", "the 100 leaves");
        assertThat(verify(VerificationScope.against(kept.replace("\n100\n", "\n99\n")))
                        .violations())
                .extracting(Violation::kind)
                .containsExactly(Violation.Kind.HISTORY_CHANGED);
        assertThat(verify(VerificationScope.against("nonsense")).intact()).isFalse();
        assertThat(audit.ledger().verifications(10)).isEmpty();
    }

    /** A backup is put back, the file beside the database is lost, and the log goes on: only who kept a checkpoint sees it. */
    @Test
    void aSecondHistoryAfterARestoreIsFoundByWhoeverKeptACheckpoint() throws SQLException, IOException {
        open(QUIET, 100);
        audit.stop();
        for (String table : TABLES) {
            audit.postgres().execute("CREATE TABLE copy_of_" + table + " AS TABLE " + table);
        }
        audit.start();
        append(100, 200);
        String kept = checkpoint();
        audit.stop();
        for (String table : TABLES) {
            audit.postgres().execute("TRUNCATE " + table, "INSERT INTO " + table + " SELECT * FROM copy_of_" + table);
        }
        Files.delete(audit.var().resolve("ledger/checkpoint"));
        audit.start();
        audit.database().append(SampleEvents.events(400).subList(300, 400));
        audit.awaitSealed(200);
        assertThat(verify(VerificationScope.full()).intact()).isTrue();
        assertThat(verify(VerificationScope.against(kept)).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.kind()).isEqualTo(Violation.Kind.HISTORY_CHANGED));
    }

    @Test
    void aLogThatIsNoLongerWhatAnEarlierVerificationSawIsFound() throws SQLException {
        open(QUIET, 100);
        assertThat(verify(VerificationScope.full()).intact()).isTrue();
        audit.postgres()
                .execute(
                        "UPDATE ledger_batch SET leaves = set_byte(leaves, 0, get_byte(leaves, 0) # 1) WHERE number = 1");
        VerificationReport report = verify(VerificationScope.incremental());
        assertThat(report.coverage().kind()).isEqualTo(VerificationScope.Kind.FULL);
        assertThat(report.remarks()).singleElement().asString().contains("everything was verified");
        assertThat(report.violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.BATCH_CHANGED, Violation.Kind.HISTORY_CHANGED);
    }

    @Test
    void runsAreOnRecordAndBuiltUpon() {
        open(QUIET, 100);
        assertThat(verify(VerificationScope.incremental()).remarks()).isNotEmpty();
        append(100, 150);
        VerificationReport second = verify(VerificationScope.incremental());
        assertThat(second.violations()).isEmpty();
        assertThat(second.events()).isEqualTo(50);
        VerificationReport third = verify(VerificationScope.incremental());
        assertThat(third.events()).isZero();
        assertThat(third.coverage().fromLeaf()).isEqualTo(150);
        verify(VerificationScope.full());
        List<RecordedVerification> runs = audit.ledger().verifications(3);
        assertThat(runs)
                .extracting(run -> run.coverage().kind())
                .containsExactly(
                        VerificationScope.Kind.FULL,
                        VerificationScope.Kind.INCREMENTAL,
                        VerificationScope.Kind.INCREMENTAL);
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.authentic()).isTrue();
            assertThat(run.violationCount()).isZero();
            assertThat(run.coverage().toLeaf()).isEqualTo(150);
        });
    }

    @Test
    void anEventOfLongAgoRaisesNoAlarm() {
        open(QUIET, 20);
        verify(VerificationScope.full());
        AuditEvent late = SampleEvents.event(20).toBuilder()
                .occurredAt(OffsetDateTime.parse("1999-12-31T23:59:59.999999+01:00"))
                .build();
        audit.database().append(late);
        audit.awaitSealed(21);
        assertThat(verify(VerificationScope.incremental()).violations()).isEmpty();
        assertThat(verify(VerificationScope.full()).violations()).isEmpty();
    }

    @Test
    void aKeyThatWasSwappedIsFound() throws IOException {
        open(QUIET, 20);
        audit.stop();
        try (var files = Files.list(audit.var().resolve("keys"))) {
            for (var file : files.filter(
                            it -> it.getFileName().toString().startsWith("log-")) // the key, and the ring that knows it
                    .toList()) {
                Files.delete(file);
            }
        }
        audit.start();
        VerificationReport report = audit.verify();
        assertThat(report.violations())
                .extracting(Violation::kind)
                .containsOnly(Violation.Kind.CHECKPOINT_CHANGED, Violation.Kind.HISTORY_CHANGED);
        // these, and no more than what the platform recorded of it by then
        assertThat(report.events()).isBetween(20L, 20L + records());
    }

    private int records() {
        var query = EventQuery.builder().tenant(AuditDatabase.SYSTEM_TENANT).build();
        return audit.database().query(query).events().size();
    }

    @Test
    void oneThreadFindsWhatSeveralFind() throws SQLException {
        open(Map.of("ledger.verification.background.enabled", "false", "ledger.verification.connections", "1"), 300);
        assertThat(audit.verify().violations()).isEmpty();
        audit.postgres().execute("UPDATE audit_event SET outcome = 'x' WHERE id = '" + id(7) + "'");
        assertThat(audit.verify().violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.event()).contains(id(7)));
    }

    @Test
    void whoeverAskedMayBreakItOff() {
        open(QUIET, 300);
        assertThatThrownBy(() -> audit.ledger().verify(VerificationScope.full(), (done, total) -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(audit.ledger().verifications(10)).isEmpty();
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void verifyingNeedsItsRightAndAnEventItsTenant() {
        open(QUIET, 20);
        Ledger reader = audit.ledger().as(new Access("reader", Set.of(), Set.of(Right.READ)));
        assertForbidden(() -> reader.verify(VerificationScope.incremental(), VerificationProgress.NONE));
        assertForbidden(() -> reader.verifications(10));
        Ledger auditor = audit.ledger().as(new Access("auditor", Set.of("tenant-1"), Set.of(Right.VERIFY)));
        assertThat(auditor.verify(VerificationScope.event(null, id(1)), VerificationProgress.NONE)
                        .intact())
                .isTrue();
        assertForbidden(() -> auditor.verify(VerificationScope.event("tenant-2", id(2)), VerificationProgress.NONE));
        assertThatThrownBy(() -> auditor.verify(VerificationScope.event(null, id(2)), VerificationProgress.NONE))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.NOT_FOUND));
    }

    private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
    }

    @Test
    void theBackgroundVerificationFindsWhatWasChangedAndRaisesTheAlarm() throws SQLException {
        open(
                Map.of(
                        "ledger.verification.background.delay", "0s",
                        "ledger.verification.background.interval", "50ms",
                        "ledger.verification.background.full-interval", "0s"),
                50);
        await().until(() -> audit.ledger().verifications(1).stream()
                .anyMatch(run -> run.coverage().events() == 50));
        assertThat(health("integrity").status()).isEqualTo(HealthCheck.Status.UP);
        audit.postgres().execute("UPDATE audit_event SET outcome = 'x' WHERE id = '" + id(7) + "'");
        await().until(() -> health("integrity").status() == HealthCheck.Status.DEGRADED);
        await().until(() -> !audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action("integrity.violation")
                        .build())
                .events()
                .isEmpty());
        assertThat(audit.ledger().verifications(1)).singleElement().satisfies(run -> {
            assertThat(run.coverage().kind()).isEqualTo(VerificationScope.Kind.FULL);
            assertThat(run.firstViolation().orElseThrow()).contains(id(7).toString());
        });
        assertThat(health("verification").status()).isEqualTo(HealthCheck.Status.UP);
    }

    @Test
    void theBackgroundVerificationEndsAtOnceWithThePlatform() {
        open(
                Map.of(
                        "ledger.verification.background.delay", "0s",
                        "ledger.verification.background.interval", "50ms",
                        "ledger.verification.background.full-interval", "0s",
                        "ledger.verification.background.max-events-per-second", "1"),
                300);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("audit-db-verify")));
        long start = System.nanoTime();
        audit.stop();
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void onlyOneInstanceVerifiesInTheBackgroundAtATime() throws SQLException {
        audit = TestingAuditDb.closed(Map.of(
                "ledger.verification.background.delay", "0s", "ledger.verification.background.interval", "20ms"));
        audit.start();
        audit.stop();
        try (var other = audit.postgres().connect();
                var statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1635083369, 1)");
            int before = runs();
            audit.start();
            append(0, 20);
            assertThat(runs()).isEqualTo(before);
        }
        await().until(() -> runs() > 0);
    }

    private int runs() throws SQLException {
        try (var connection = audit.postgres().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM ledger_verification")) {
            row.next();
            return row.getInt(1);
        }
    }

    private HealthCheck.Result health(String name) {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check();
    }
}
