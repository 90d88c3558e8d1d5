package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.event.Disclosures;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a redaction takes and what it leaves, and how a forged one is told from a lawful one. */
class TestRedaction {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private static TestingAuditDb audit;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open();
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static AuditEvent appended() {
        AuditEvent event = SampleEvents.event(NEXT.incrementAndGet());
        audit.database().append(event);
        return event;
    }

    private static Redactions redactions() {
        return audit.platform().service(Redactions.class);
    }

    private static Redacted redact(AuditEvent event, String... fields) {
        return redactions().redact(order(event, fields));
    }

    private static RedactionOrder order(AuditEvent event, String... fields) {
        return new RedactionOrder(event.tenant(), event.id(), Set.of(fields), "article 17, request 4711");
    }

    private static RecordedEvent stored(AuditEvent event) {
        return audit.database().find(event.tenant(), event.id()).orElseThrow();
    }

    private static String rawRow(AuditEvent event) throws SQLException {
        return text("SELECT to_jsonb(e)::text FROM audit_event e WHERE id = '" + event.id() + "'");
    }

    private static String text(String sql) throws SQLException {
        try (Connection superuser = audit.postgres().connect();
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static AuditDbException refusal(RedactionOrder order) {
        return catchThrowableOfType(AuditDbException.class, () -> redactions().redact(order));
    }

    @Test
    void takesValueAndSaltAndKeepsTheProof() throws SQLException {
        AuditEvent event = appended();
        audit.database().append(List.of(event), Acknowledgement.CHECKPOINTED);
        byte[] entry = audit.ledger().entry(event.tenant(), event.id());
        String secret = text("SELECT encode(secret, 'hex') FROM audit_event WHERE id = '" + event.id() + "'");

        Redacted redacted = redact(event, "principal.name", "subject.id", "details.words", "outcome");

        assertThat(redacted.fields())
                .containsExactlyInAnyOrder("principal.name", "subject.id", "details.words", "outcome");
        assertThat(redacted.remaining())
                .contains("principal.id", "details.number")
                .doesNotContain("outcome");
        RecordedEvent after = stored(event);
        assertThat(after.redacted()).isEqualTo(redacted.fields());
        assertThat(after.event().principal().orElseThrow().name()).isNull();
        assertThat(after.event().principal().orElseThrow().id())
                .isEqualTo(event.principal().orElseThrow().id());
        assertThat(after.event().details()).doesNotContainKey("words").containsKeys("number", "nothing", "list");
        assertThat(rawRow(event))
                .doesNotContain("O'Brien", "knee", "patient-", "fine ", secret)
                .contains("\"secret\": null");
        assertThat(audit.ledger().entry(event.tenant(), event.id())).isEqualTo(entry);
        InclusionProof proof = audit.ledger().proof(event.tenant(), event.id()).orElseThrow();
        assertThat(proof.index()).isNotNegative();
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void takesEverythingPersonal() throws SQLException {
        AuditEvent event = appended();
        byte[] entry = audit.ledger().entry(event.tenant(), event.id());
        Redacted redacted = redact(event);
        assertThat(redacted.remaining()).isEmpty();
        assertThat(stored(event).event().principal()).isEmpty();
        assertThat(stored(event).event().details()).isEmpty();
        assertThat(rawRow(event))
                .doesNotContain("O'Brien", "user-", "patient-", "obs/", "session-", "10.0.0", "agent/");
        assertThat(audit.ledger().entry(event.tenant(), event.id())).isEqualTo(entry);
        assertThat(refusal(order(event)).code()).isEqualTo(StandardErrorCode.CONFLICT);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void redactsOneFieldAfterTheOther() {
        AuditEvent event = appended();
        byte[] entry = audit.ledger().entry(event.tenant(), event.id());
        for (String field : redact(event, "principal.id").remaining()) {
            redact(event, field);
            assertThat(stored(event).redacted()).contains(field);
            assertThat(audit.ledger().entry(event.tenant(), event.id())).isEqualTo(entry);
        }
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void isItselfAnEventThatNamesNoPerson() {
        AuditEvent event = appended();
        UUID record = redact(event, "subject.id").recordedAs().orElseThrow();
        AuditEvent recorded = audit.database()
                .find(AuditDatabase.SYSTEM_TENANT, record)
                .orElseThrow()
                .event();
        assertThat(recorded.action()).isEqualTo("ledger.redact");
        assertThat(recorded.target().orElseThrow().type()).isEqualTo("event");
        assertThat(recorded.target().orElseThrow().id()).isEqualTo(event.id().toString());
        assertThat(recorded.subject()).isEmpty();
        assertThat(recorded.details())
                .isEqualTo(Map.of(
                        "tenant", event.tenant(),
                        "fields", List.of("subject.id"),
                        "reason", "article 17, request 4711"));
        RedactionOrder ofTheRecord = new RedactionOrder(null, record, Set.of("details.reason"), "to hide it");
        assertThat(refusal(ofTheRecord).code()).isEqualTo(StandardErrorCode.CONFLICT);
    }

    @Test
    void planChangesNothing() throws SQLException {
        AuditEvent event = appended();
        String before = rawRow(event);
        Redacted plan = redactions().plan(order(event));
        assertThat(plan.fields()).contains("principal.name", "details.nothing", "session.userAgent");
        assertThat(plan.recordedAs()).isEmpty();
        assertThat(rawRow(event)).isEqualTo(before);
    }

    @Test
    void refusesWhatTheEventDoesNotHaveAndNamesEachField() throws SQLException {
        AuditEvent event = appended();
        redact(event, "outcome");
        String before = rawRow(event);
        AuditDbException unknown = refusal(order(event, "principal.nam", "details.x", "outcome", "session.ip"));
        assertThat(unknown.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
        assertThat(unknown.faults()).hasSize(3).map(fault -> fault.problem()).allMatch(it -> !it.contains("session"));
        assertThat(refusal(order(event, "outcome", "session.ip")).code()).isEqualTo(StandardErrorCode.CONFLICT);
        assertThat(refusal(new RedactionOrder(event.tenant(), event.id(), Set.of("session.ip"), " "))
                        .code())
                .isEqualTo(StandardErrorCode.INVALID_REQUEST);
        assertThat(refusal(new RedactionOrder(null, UUID.randomUUID(), Set.of(), "why"))
                        .code())
                .isEqualTo(StandardErrorCode.NOT_FOUND);
        assertThat(rawRow(event)).isEqualTo(before);
    }

    @Test
    void needsTheRightInTheTenantOfTheEvent() {
        AuditEvent event = appended();
        for (Access access : List.of(
                new Access("reader", Set.of(), Set.of(Right.READ)),
                new Access("officer", Set.of("elsewhere"), Set.of(Right.GDPR)))) {
            AuditDbException refused = catchThrowableOfType(
                    AuditDbException.class, () -> redactions().as(access).redact(order(event, "outcome")));
            assertThat(refused.code()).isEqualTo(StandardErrorCode.FORBIDDEN);
        }
        Access officer = new Access("officer", Set.of(event.tenant()), Set.of(Right.GDPR));
        UUID record = redactions()
                .as(officer)
                .redact(order(event, "outcome"))
                .recordedAs()
                .orElseThrow();
        assertThat(audit.database()
                        .find(AuditDatabase.SYSTEM_TENANT, record)
                        .flatMap(it -> it.event().principal())
                        .orElseThrow()
                        .id())
                .isEqualTo("officer");
    }

    @Test
    void doesNotMakeAForgedRowLookLawful() throws SQLException {
        AuditEvent event = appended();
        audit.postgres().execute("UPDATE audit_event SET purpose = 'x' WHERE id = '" + event.id() + "'");
        long records = records();
        assertThat(refusal(order(event, "outcome")).code()).isEqualTo(StandardErrorCode.INTEGRITY_VIOLATION);
        assertThat(records()).isEqualTo(records);
        audit.postgres().execute("UPDATE audit_event SET purpose = 'TREATMENT' WHERE id = '" + event.id() + "'");
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void redactionsOfOneEventAtTheSameTimeDoNotUndoEachOther() {
        AuditEvent event = appended();
        List<String> fields = List.of("outcome", "session.ip", "principal.name", "details.words");
        var done = ConcurrentHashMap.<String>newKeySet();
        fields.parallelStream().forEach(field -> {
            try {
                redact(event, field);
                done.add(field);
            } catch (AuditDbException e) {
                assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT);
            }
        });
        assertThat(done).isNotEmpty();
        assertThat(stored(event).redacted()).isEqualTo(done);
        assertThat(audit.verify().violations()).isEmpty();
    }

    private static long records() {
        try (var events = audit.database().stream(EventQuery.builder()
                .tenants(Set.of(AuditDatabase.SYSTEM_TENANT))
                .action("ledger.redact")
                .build())) {
            return events.count();
        }
    }

    @Test
    void rowAndRecordAreCommittedTogetherOrNotAtAll() throws SQLException {
        AuditEvent event = appended();
        String before = rawRow(event);
        long records = records();
        audit.postgres()
                .execute(
                        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$",
                        "CREATE TRIGGER refuse BEFORE INSERT ON ledger_batch FOR EACH ROW WHEN (NEW.writer > 1000)"
                                + " EXECUTE FUNCTION refuse()");
        try {
            assertThat(refusal(order(event, "outcome"))).isNotNull();
        } finally {
            audit.postgres().execute("DROP TRIGGER refuse ON ledger_batch", "DROP FUNCTION refuse");
        }
        assertThat(rawRow(event)).isEqualTo(before);
        assertThat(records()).isEqualTo(records);
        redact(event, "outcome");
        assertThat(audit.verify().violations()).isEmpty();
    }

    /** Runs statements on the row, verifies, and puts everything back as it was. */
    private static VerificationReport after(AuditEvent event, String... tampering) throws SQLException {
        audit.awaitSealed(1);
        String row = " WHERE id = '" + event.id() + "'";
        audit.postgres().execute("DROP TABLE IF EXISTS copy", "CREATE TABLE copy AS SELECT * FROM audit_event");
        for (String statement : tampering) {
            audit.postgres().execute(statement + (statement.contains("WHERE") ? "" : row));
        }
        VerificationReport report = audit.verify();
        audit.postgres()
                .execute(
                        "DELETE FROM audit_event WHERE (tenant, id) IN (SELECT tenant, id FROM copy)",
                        "INSERT INTO audit_event SELECT * FROM copy");
        assertThat(audit.verify().violations()).isEmpty();
        return report;
    }

    private static void assertNames(VerificationReport report, Violation.Kind kind, AuditEvent event) {
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.event()).contains(event.id());
            assertThat(violation.tenant()).contains(event.tenant());
        });
    }

    /** What the platform itself would write, by somebody who has the secret and leaves no record. */
    private static String forged(AuditEvent event, String field) throws SQLException {
        String where = " FROM audit_event WHERE id = '" + event.id() + "'";
        Json json = new StrictJson();
        String before = text("SELECT redaction::text" + where);
        Redaction redaction = before == null ? null : Redaction.fromJson(json, before);
        Disclosures fields = before == null
                ? Disclosures.of(
                        stored(event).event(), HexFormat.of().parseHex(text("SELECT encode(secret, 'hex')" + where)))
                : Disclosures.of(stored(event).event(), redaction);
        return Redaction.of(fields, Set.of(field), redaction).toJson(json);
    }

    @Test
    void findsARedactionBehindThePlatformsBack() throws SQLException {
        AuditEvent event = appended();
        VerificationReport report = after(
                event,
                "UPDATE audit_event SET session_ip = NULL, secret = NULL, redaction = '" + forged(event, "session.ip")
                        + "'");
        assertThat(report.violationCount()).isEqualTo(1);
        assertNames(report, Violation.Kind.REDACTION_FORGED, event);
    }

    @Test
    void findsOneFieldMoreThanWasRecorded() throws SQLException {
        AuditEvent event = appended();
        redact(event, "outcome");
        VerificationReport report = after(
                event, "UPDATE audit_event SET session_ip = NULL, redaction = '" + forged(event, "session.ip") + "'");
        assertThat(report.violationCount()).isEqualTo(1);
        assertNames(report, Violation.Kind.REDACTION_FORGED, event);
    }

    @Test
    void findsARecordThatWasWidened() throws SQLException {
        AuditEvent event = appended();
        UUID record = redact(event, "outcome").recordedAs().orElseThrow();
        VerificationReport report = after(
                event,
                "UPDATE audit_event SET details = jsonb_set(details, '{fields}', '[\"outcome\", \"session.ip\"]')"
                        + " WHERE id = '" + record + "'");
        assertNames(report, Violation.Kind.REDACTION_FORGED, event);
        assertThat(report.violations()).map(Violation::kind).contains(Violation.Kind.EVENT_CHANGED);
    }

    private static UUID records(AuditEvent event) throws SQLException {
        return UUID.fromString(text("SELECT id FROM audit_event WHERE tenant = '_system' AND action = 'ledger.redact'"
                + " AND target_id = '" + event.id() + "'"));
    }

    @Test
    void findsThatTheRecordIsGone() throws SQLException {
        AuditEvent event = appended();
        redact(event, "outcome");
        VerificationReport report = after(event, "DELETE FROM audit_event WHERE id = '" + records(event) + "'");
        assertNames(report, Violation.Kind.REDACTION_FORGED, event);
        assertThat(report.violations()).map(Violation::kind).contains(Violation.Kind.EVENT_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET outcome = 'quite something else'",
                "UPDATE audit_event SET redaction = jsonb_set(redaction, '{digests,outcome}', '\"AAAA\"')",
                "UPDATE audit_event SET redaction = jsonb_set(redaction, '{salts,session.ip}', '\"AAAA\"')",
                "UPDATE audit_event SET redaction = redaction #- '{digests,outcome}'",
                "UPDATE audit_event SET redaction = NULL",
                "UPDATE audit_event SET redaction = '[]'",
                "UPDATE audit_event SET redaction = '{\"digests\": [], \"salts\": {}}'"
            })
    void findsARedactionThatWasEdited(String tampering) throws SQLException {
        AuditEvent event = appended();
        redact(event, "outcome");
        assertNames(after(event, tampering), Violation.Kind.EVENT_CHANGED, event);
    }

    @Test
    void findsValuesThatAreBack() throws SQLException {
        AuditEvent event = appended();
        String secret = text("SELECT encode(secret, 'hex') FROM audit_event WHERE id = '" + event.id() + "'");
        redact(event, "outcome");
        VerificationReport report = after(
                event,
                "UPDATE audit_event SET outcome = '" + event.outcome().orElseThrow()
                        + "', redaction = NULL, secret = decode('" + secret + "', 'hex')");
        assertThat(report.violationCount()).isEqualTo(1);
        assertNames(report, Violation.Kind.REDACTION_FORGED, event);
    }
}
