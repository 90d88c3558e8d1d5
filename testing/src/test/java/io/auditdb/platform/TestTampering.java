package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a superuser of the database changes behind the platform's back, sealed or not. */
class TestTampering {
    private static final int SEALED = 300;
    private static final int UNSEALED = 10;
    private static final List<String> TABLES = List.of(
            "tenant",
            "audit_event",
            "event_locator",
            "ledger_batch",
            "ledger_sequence",
            "ledger_tile",
            "ledger_checkpoint");

    private static TestingAuditDb audit;
    private static Connection lock;

    @BeforeAll
    static void fill() throws SQLException {
        audit = TestingAuditDb.open();
        // in several batches, so that there is an order to tamper with
        for (int from = 0; from < SEALED; from += 50) {
            audit.database().append(SampleEvents.events(SEALED).subList(from, from + 50));
            audit.awaitSealed(from + 50); // one after the other, so that the log has the order of the events
        }
        audit.stop();
        lock = audit.postgres().connect();
        try (Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1635083369, 0)"); // nobody else becomes the one that sequences
        }
        audit.start();
        for (int i = SEALED; i < SEALED + UNSEALED; i += 2) {
            audit.database().append(List.of(SampleEvents.event(i), SampleEvents.event(i + 1)));
        }
        // what the platform records of violations must not get between the copies
        audit.postgres()
                .execute("REVOKE INSERT ON audit_event FROM \""
                        + audit.postgres().address().database() + "_writer\"");
        for (String table : TABLES) {
            audit.postgres().execute("CREATE TABLE copy_of_" + table + " AS TABLE " + table);
        }
    }

    @AfterEach
    void putBack() throws SQLException {
        for (String table : TABLES) {
            audit.postgres().execute("TRUNCATE " + table, "INSERT INTO " + table + " SELECT * FROM copy_of_" + table);
        }
    }

    @AfterAll
    static void close() throws SQLException {
        lock.close();
        audit.close();
    }

    private static VerificationReport after(String... tampering) throws SQLException {
        audit.postgres().execute(tampering);
        return audit.verify();
    }

    private static UUID id(int i) {
        return SampleEvents.event(i).id();
    }

    private static String row(int i) {
        return " WHERE id = '" + id(i) + "'";
    }

    private static void assertNames(VerificationReport report, Violation.Kind kind, int event) {
        assertThat(report.intact()).isFalse();
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.event()).contains(id(event));
            assertThat(violation.tenant()).contains("tenant-" + event % 3);
        });
        assertThat(report.violationCount()).isLessThan(6);
    }

    @Test
    void findsNothingWhereNothingWasChanged() {
        VerificationReport report = audit.verify();
        assertThat(report.violations()).isEmpty();
        assertThat(report.intact()).isTrue();
        assertThat(report.events()).isEqualTo(SEALED + UNSEALED);
        assertThat(report.unsealed()).isEqualTo(UNSEALED);
        assertThat(report.batches()).isEqualTo(SEALED / 50 + UNSEALED / 2);
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(SEALED);
    }

    static Stream<String> columnChanges() {
        return Stream.of(
                "action = 'x'",
                "status = 'failure'",
                "occurred_offset = occurred_offset + 60",
                "recorded_at = recorded_at + interval '1 microsecond'",
                "principal_id = 'x'",
                "principal_type = null",
                "principal_name = 'Dr. Nobody'",
                "subject_id = 'x'",
                "subject_type = 'x'",
                "target_type = 'x'",
                "target_id = null",
                "purpose = 'x'",
                "outcome = outcome || ' '",
                "correlation_id = null",
                "session_id = 'x'",
                "session_ip = '::1'",
                "session_user_agent = 'x'",
                "source = null",
                "classification = 'PUBLIC'",
                "retention_policy = 'minimal'",
                "details = details || '{\"whole\": 7777}'",
                "details = details - 'nothing'",
                "details = jsonb_set(details, '{list,1,a}', '\"c\"')",
                "details = details || '{\"more\": 1}'",
                "secret = decode(repeat('00', 16), 'hex')",
                "redaction = '{\"digests\": {}, \"salts\": {}}'",
                "occurred_at = occurred_at + interval '1 second'");
    }

    @ParameterizedTest
    @MethodSource("columnChanges")
    void namesAnEventOfWhichAColumnWasChanged(String change) throws SQLException {
        // event 4 fails on purpose where status is concerned: its status is success
        assertNames(after("UPDATE audit_event SET " + change + row(4)), Violation.Kind.EVENT_CHANGED, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SEALED + 3})
    void namesAnEventThatWasMovedToAnotherBatchOrPosition(int event) throws SQLException {
        assertNames(
                after("UPDATE audit_event SET position = position + 1" + row(event)),
                Violation.Kind.EVENT_INSERTED,
                event);
        putBack();
        assertNames(
                after("UPDATE audit_event SET batch = batch + 1000" + row(event)),
                Violation.Kind.EVENT_INSERTED,
                event);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SEALED + 3})
    void namesAnEventThatWasChangedSealedOrNot(int event) throws SQLException {
        assertNames(after("UPDATE audit_event SET action = 'x'" + row(event)), Violation.Kind.EVENT_CHANGED, event);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SEALED + 3})
    void namesAnEventThatWasDeleted(int event) throws SQLException {
        assertNames(after("DELETE FROM audit_event" + row(event)), Violation.Kind.EVENT_MISSING, event);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SEALED + 3})
    void findsAnEventThatWasDeletedWithItsLocator(int event) throws SQLException {
        VerificationReport report =
                after("DELETE FROM audit_event" + row(event), "DELETE FROM event_locator" + row(event));
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_MISSING);
            assertThat(violation.event()).contains(id(event));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SEALED + 3})
    void namesAnEventThatWasInsertedAsACopyUnderAnotherId(int event) throws SQLException {
        UUID other = UUID.randomUUID();
        VerificationReport report = after("CREATE TEMP TABLE one AS SELECT * FROM audit_event" + row(event)
                + "; UPDATE one SET id = '" + other + "'; INSERT INTO audit_event SELECT * FROM one;"
                + " INSERT INTO event_locator SELECT tenant, id, occurred_at FROM one; DROP TABLE one");
        assertThat(report.violations()).hasSize(1);
        assertThat(report.violations().get(0).kind()).isEqualTo(Violation.Kind.EVENT_INSERTED);
        assertThat(report.violations().get(0).event()).contains(other);
    }

    @Test
    void findsARowThatWasCopiedToAnotherTime() throws SQLException {
        VerificationReport report = after("INSERT INTO audit_event SELECT (jsonb_populate_record(e, jsonb_build_object("
                + "'occurred_at', e.occurred_at + interval '1 second'))).* FROM audit_event e" + row(4));
        assertThat(report.violations())
                .anySatisfy(violation -> assertThat(violation.event()).contains(id(4)));
    }

    @Test
    void namesEventsWhoseContentWasSwapped() throws SQLException {
        VerificationReport report = after("UPDATE audit_event a SET details = b.details, outcome = b.outcome FROM"
                + " audit_event b WHERE (a.id, b.id) IN (('" + id(4) + "', '" + id(10) + "'), ('" + id(10) + "', '"
                + id(4) + "'))");
        assertThat(report.violations())
                .extracting(violation -> violation.event().orElseThrow())
                .containsExactlyInAnyOrder(id(4), id(10));
    }

    @Test
    void findsAnEventThatWasMovedToAnotherTenant() throws SQLException {
        VerificationReport report = after(
                "UPDATE audit_event SET tenant = 'tenant-2'" + row(4),
                "UPDATE event_locator SET tenant = 'tenant-2'" + row(4));
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_CHANGED);
            assertThat(violation.event()).contains(id(4));
        });
    }

    @Test
    void findsALocatorThatWasChangedOrRemoved() throws SQLException {
        assertNames(after("UPDATE event_locator SET occurred_at = now()" + row(4)), Violation.Kind.LOCATOR_CHANGED, 4);
        putBack();
        assertNames(after("DELETE FROM event_locator" + row(4)), Violation.Kind.LOCATOR_CHANGED, 4);
    }

    @Test
    void findsABatchThatWasChangedBeforeSealing() throws SQLException {
        VerificationReport report = after(
                "DELETE FROM audit_event" + row(SEALED),
                "DELETE FROM event_locator" + row(SEALED),
                "UPDATE ledger_batch SET ids = ids[2:], leaves = substring(leaves FROM 33) WHERE '" + id(SEALED)
                        + "' = ANY (ids)");
        assertThat(report.violations())
                .anySatisfy(violation -> assertThat(violation.kind()).isEqualTo(Violation.Kind.BATCH_CHANGED));
    }

    @Test
    void findsABatchThatWasAddedBeforeSealing() throws SQLException {
        VerificationReport report =
                after("INSERT INTO ledger_batch SELECT 77, 1, now(), ids, leaves, mac FROM ledger_batch" + " WHERE '"
                        + id(SEALED) + "' = ANY (ids)");
        assertThat(report.violations())
                .anySatisfy(violation -> assertThat(violation.kind()).isEqualTo(Violation.Kind.BATCH_CHANGED));
    }

    @Test
    void findsABatchThatWasTakenAwayBeforeSealing() throws SQLException {
        String whole = "IN (SELECT unnest(ids) FROM ledger_batch WHERE '" + id(SEALED) + "' = ANY (ids))";
        VerificationReport report = after(
                "DELETE FROM audit_event WHERE id " + whole,
                "DELETE FROM event_locator WHERE id " + whole,
                "DELETE FROM ledger_batch WHERE '" + id(SEALED) + "' = ANY (ids)");
        assertThat(report.violations()).extracting(Violation::kind).contains(Violation.Kind.BATCH_MISSING);
    }

    @Test
    void findsThatTheNewestBatchesWereTakenAwayBeforeSealing() throws SQLException {
        VerificationReport report = after(
                "DELETE FROM audit_event WHERE id = ANY ('" + ids(SEALED, SEALED + UNSEALED) + "')",
                "DELETE FROM event_locator WHERE id = ANY ('" + ids(SEALED, SEALED + UNSEALED) + "')",
                "DELETE FROM ledger_batch b WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = b.writer AND"
                        + " s.number = b.number)");
        assertThat(report.violations()).extracting(Violation::kind).contains(Violation.Kind.BATCH_MISSING);
    }

    private static String ids(int from, int to) {
        return SampleEvents.events(to).subList(from, to).stream()
                .map(event -> event.id().toString())
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    @Test
    void findsThatTheEndOfTheLogWasCutOff() throws SQLException {
        // everything that knows of the last fifty sealed events goes, checkpoints included
        VerificationReport report = after(
                "DELETE FROM audit_event WHERE id = ANY ('" + ids(SEALED - 50, SEALED) + "')",
                "DELETE FROM event_locator WHERE id = ANY ('" + ids(SEALED - 50, SEALED) + "')",
                "DELETE FROM ledger_checkpoint WHERE size > 250",
                "DELETE FROM ledger_batch b USING ledger_sequence s WHERE s.writer = b.writer AND s.number = b.number AND"
                        + " s.first_leaf >= 250",
                "DELETE FROM ledger_sequence WHERE first_leaf >= 250",
                "DELETE FROM ledger_tile");
        assertThat(report.violations()).extracting(Violation::kind).contains(Violation.Kind.HISTORY_CHANGED);
    }

    static Stream<Map.Entry<String, Violation.Kind>> ledgerChanges() {
        return Stream.of(
                Map.entry(
                        "UPDATE ledger_tile SET hashes = set_byte(hashes, 77, get_byte(hashes, 77) # 1)",
                        Violation.Kind.TILE_CHANGED),
                Map.entry(
                        "UPDATE ledger_tile SET root = set_byte(root, 0, get_byte(root, 0) # 1)",
                        Violation.Kind.TILE_CHANGED),
                Map.entry("DELETE FROM ledger_tile", Violation.Kind.TILE_CHANGED),
                Map.entry(
                        "INSERT INTO ledger_tile SELECT level, index + 5, hashes, root FROM ledger_tile",
                        Violation.Kind.TILE_CHANGED),
                Map.entry(
                        "UPDATE ledger_checkpoint SET note = replace(note, '\u2014', '-')",
                        Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry(
                        "UPDATE ledger_checkpoint SET root = decode(repeat('00', 32), 'hex')",
                        Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("UPDATE ledger_checkpoint SET size = size - 1", Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("DELETE FROM ledger_checkpoint WHERE size = 300", Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("DELETE FROM ledger_checkpoint", Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("DELETE FROM ledger_sequence WHERE first_leaf = 0", Violation.Kind.SEQUENCE_CHANGED),
                Map.entry("DELETE FROM ledger_batch WHERE number = 1", Violation.Kind.BATCH_MISSING),
                Map.entry(
                        "UPDATE ledger_batch SET mac = set_byte(mac, 0, get_byte(mac, 0) # 1) WHERE number = 1",
                        Violation.Kind.BATCH_CHANGED),
                Map.entry(
                        "UPDATE ledger_batch SET leaves = set_byte(leaves, 0, get_byte(leaves, 0) # 1) WHERE number = 1",
                        Violation.Kind.BATCH_CHANGED),
                Map.entry(
                        "UPDATE ledger_batch SET number = number + 100 WHERE number = 2",
                        Violation.Kind.BATCH_MISSING));
    }

    @ParameterizedTest
    @MethodSource("ledgerChanges")
    void findsChangesOfTheLedgersOwnTables(Map.Entry<String, Violation.Kind> change) throws SQLException {
        assertThat(after(change.getKey()).violations())
                .extracting(Violation::kind)
                .contains(change.getValue());
    }

    @Test
    void saysUpToWhichCheckpointTheLogIsIntact() throws SQLException {
        VerificationReport report = after("UPDATE audit_event SET action = 'x'" + row(SEALED - 1));
        long intact = report.intactUpTo().orElseThrow().size();
        assertThat(intact).isPositive().isLessThan(SEALED);
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(SEALED);
    }
}
