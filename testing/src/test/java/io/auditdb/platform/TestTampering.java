package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a superuser of the database changes behind the platform's back, sealed or not. */
class TestTampering {
    /** So many events an earlier verification has seen. */
    private static final int SEEN = 200;

    private static final int SEALED = 300;
    private static final int UNSEALED = 10;
    private static final List<String> TABLES = List.of(
            "tenant",
            "audit_event",
            "event_locator",
            "ledger_batch",
            "ledger_sequence",
            "ledger_tile",
            "ledger_checkpoint",
            "ledger_verification");

    private static TestingAuditDb audit;
    private static Connection superuser;

    @BeforeAll
    static void fill() throws SQLException {
        audit = TestingAuditDb.open(Map.of("ledger.verification.background.enabled", "false"));
        // in several batches, so that there is an order to tamper with
        for (int from = 0; from < SEALED; from += 50) {
            audit.database().append(SampleEvents.events(SEALED).subList(from, from + 50));
            audit.awaitSealed(from + 50); // one after the other, so that the log has the order of the events
            if (from + 50 == SEEN) {
                assertThat(audit.verify().intact()).isTrue();
            }
        }
        audit.stop();
        superuser = audit.postgres().connect();
        try (Statement statement = superuser.createStatement()) {
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

    /** Only the rows that differ, and all in one transaction: to fill tables anew each time would take longer than the tests. */
    @AfterEach
    void putBack() throws SQLException {
        tamper(TABLES.stream()
                .map(table -> "DELETE FROM " + table + " t WHERE t::text NOT IN (SELECT c::text FROM copy_of_" + table
                        + " c); INSERT INTO " + table + " SELECT * FROM copy_of_" + table
                        + " c WHERE c::text NOT IN (SELECT t::text FROM " + table + " t)")
                .collect(Collectors.joining("; ")));
    }

    /** On one connection, for each of its own would cost a handshake. */
    private static void tamper(String... statements) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    static void close() throws SQLException {
        superuser.close();
        audit.close();
    }

    private static VerificationReport after(String... tampering) throws SQLException {
        return after(VerificationScope.full(), tampering);
    }

    private static VerificationReport after(VerificationScope scope, String... tampering) throws SQLException {
        tamper(tampering);
        return audit.ledger().verify(scope, VerificationProgress.NONE);
    }

    /** An event that a full verification saw before, a new one and one that is not sealed; the last two also by what is new. */
    static Stream<Arguments> places() {
        return Stream.of(
                arguments(4, VerificationScope.full()),
                arguments(SEEN + 50, VerificationScope.full()),
                arguments(SEALED + 3, VerificationScope.full()),
                arguments(SEEN + 50, VerificationScope.incremental()),
                arguments(SEALED + 3, VerificationScope.incremental()));
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

    private static void assertFinds(VerificationReport report, Violation.Kind kind) {
        assertThat(report.intact()).isFalse();
        assertThat(report.violations()).extracting(Violation::kind).contains(kind);
    }

    private static boolean isFull(VerificationScope scope) {
        return scope.kind() == VerificationScope.Kind.FULL;
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
        assertThat(report.intactUpTo().orElseThrow().size()).isEqualTo(SEALED);
        assertThat(report.coverage().toLeaf()).isEqualTo(SEALED);
    }

    @Test
    void looksOnlyAtWhatIsNewWhenToldSo() {
        VerificationReport report = audit.ledger().verify(VerificationScope.incremental(), VerificationProgress.NONE);
        assertThat(report.violations()).isEmpty();
        assertThat(report.remarks()).isEmpty();
        assertThat(report.coverage().kind()).isEqualTo(VerificationScope.Kind.INCREMENTAL);
        assertThat(report.coverage().fromLeaf()).isEqualTo(SEEN);
        assertThat(report.coverage().toLeaf()).isEqualTo(SEALED);
        assertThat(report.events()).isEqualTo(SEALED - SEEN + UNSEALED);
        assertThat(report.unsealed()).isEqualTo(UNSEALED);
        assertThat(report.batches()).isEqualTo((SEALED - SEEN) / 50 + UNSEALED / 2);
        assertThat(report.checkpoints()).isEqualTo((SEALED - SEEN) / 50);
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
                "secret = null",
                "redaction = '{\"digests\": {}, \"salts\": {}}'",
                "redaction = '[]'",
                "recorded_at = 'infinity'",
                "occurred_offset = 30000");
    }

    @ParameterizedTest
    @MethodSource("columnChanges")
    void namesAnEventOfWhichAColumnWasChanged(String change) throws SQLException {
        int event = SEEN + 50; // its status is failure no more than that of event 4 is
        assertNames(after("UPDATE audit_event SET " + change + row(event)), Violation.Kind.EVENT_CHANGED, event);
        assertNames(after(VerificationScope.incremental()), Violation.Kind.EVENT_CHANGED, event);
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesAnEventThatWasMovedToAnotherBatchPositionOrWriter(int event, VerificationScope scope)
            throws SQLException {
        for (String move : List.of("position = position + 1", "batch = batch + 1000", "writer = writer + 1000")) {
            assertNames(
                    after(scope, "UPDATE audit_event SET " + move + row(event)),
                    isFull(scope) ? Violation.Kind.EVENT_INSERTED : Violation.Kind.EVENT_CHANGED,
                    event);
            putBack();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesTwoRowsThatWereSwapped(int event, VerificationScope scope) throws SQLException {
        int other = event - event % 2 == event ? event + 1 : event - 1; // of the same batch
        VerificationReport report = after(
                scope,
                "UPDATE audit_event a SET position = b.position FROM audit_event b WHERE (a.id, b.id) IN (('"
                        + id(event) + "', '" + id(other) + "'), ('" + id(other) + "', '" + id(event) + "'))");
        assertThat(report.violations())
                .extracting(it -> it.event().orElseThrow())
                .contains(id(event), id(other));
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesAnEventThatWasMovedInTime(int event, VerificationScope scope) throws SQLException {
        assertNames(
                after(scope, "UPDATE audit_event SET occurred_at = occurred_at + interval '1 second'" + row(event)),
                isFull(scope) ? Violation.Kind.EVENT_CHANGED : Violation.Kind.EVENT_MISSING,
                event);
        putBack();
        assertNames(
                after(
                        scope,
                        "UPDATE audit_event SET occurred_at = '2024-02-20 10:00:00+00'" + row(event),
                        "UPDATE event_locator SET occurred_at = '2024-02-20 10:00:00+00'" + row(event)),
                Violation.Kind.EVENT_CHANGED,
                event);
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesAnEventThatWasChangedSealedOrNot(int event, VerificationScope scope) throws SQLException {
        assertNames(
                after(scope, "UPDATE audit_event SET action = 'x'" + row(event)), Violation.Kind.EVENT_CHANGED, event);
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesAnEventWhoseSaltsWereMadeToComeFromElsewhere(int event, VerificationScope scope) throws SQLException {
        assertNames(
                after(
                        scope,
                        "UPDATE audit_event SET secret = set_byte(secret, 0, get_byte(secret, 0) # 1)" + row(event)),
                Violation.Kind.EVENT_CHANGED,
                event);
    }

    @ParameterizedTest
    @MethodSource("places")
    void namesAnEventThatWasDeleted(int event, VerificationScope scope) throws SQLException {
        assertNames(after(scope, "DELETE FROM audit_event" + row(event)), Violation.Kind.EVENT_MISSING, event);
    }

    @ParameterizedTest
    @MethodSource("places")
    void findsAnEventThatWasDeletedWithItsLocator(int event, VerificationScope scope) throws SQLException {
        VerificationReport report =
                after(scope, "DELETE FROM audit_event" + row(event), "DELETE FROM event_locator" + row(event));
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind())
                    .isEqualTo(isFull(scope) ? Violation.Kind.EVENT_MISSING : Violation.Kind.LOCATOR_CHANGED);
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

    @ParameterizedTest
    @MethodSource("places")
    void namesEventsWhoseContentWasSwapped(int event, VerificationScope scope) throws SQLException {
        int other = event - event % 2 == event ? event + 1 : event - 1;
        VerificationReport report = after(
                scope,
                "UPDATE audit_event a SET details = b.details, outcome = b.outcome FROM"
                        + " audit_event b WHERE (a.id, b.id) IN (('" + id(event) + "', '" + id(other) + "'), ('"
                        + id(other)
                        + "', '" + id(event) + "'))");
        assertThat(report.violations())
                .extracting(violation -> violation.event().orElseThrow())
                .containsExactlyInAnyOrder(id(event), id(other));
    }

    @ParameterizedTest
    @MethodSource("places")
    void findsAnEventThatWasMovedToAnotherTenant(int event, VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "UPDATE audit_event SET tenant = 'tenant-x'" + row(event),
                "UPDATE event_locator SET tenant = 'tenant-x'" + row(event));
        assertThat(report.violations()).anySatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_CHANGED);
            assertThat(violation.event()).contains(id(event));
        });
    }

    @Test
    void findsALocatorThatWasAdded() throws SQLException {
        UUID other = UUID.randomUUID();
        VerificationReport report = after("INSERT INTO event_locator VALUES ('tenant-1', '" + other + "', now())");
        assertThat(report.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.LOCATOR_CHANGED);
            assertThat(violation.event()).contains(other);
        });
    }

    @Test
    void findsANewEventWhoseLocatorWasChangedOrRemoved() throws SQLException {
        int event = SEEN + 50;
        var scope = VerificationScope.incremental();
        assertNames(
                after(scope, "UPDATE event_locator SET occurred_at = now()" + row(event)),
                Violation.Kind.EVENT_MISSING,
                event);
        putBack();
        VerificationReport report = after(scope, "DELETE FROM event_locator" + row(event));
        assertFinds(report, Violation.Kind.LOCATOR_CHANGED);
        assertThat(report.violations().get(0).event()).contains(id(event));
    }

    @Test
    void findsALocatorThatWasChangedOrRemoved() throws SQLException {
        assertNames(after("UPDATE event_locator SET occurred_at = now()" + row(4)), Violation.Kind.LOCATOR_CHANGED, 4);
        putBack();
        assertNames(after("DELETE FROM event_locator" + row(4)), Violation.Kind.LOCATOR_CHANGED, 4);
    }

    /** An event of a batch, sealed or not, that is to be tampered with. */
    static Stream<Arguments> batches() {
        return Stream.of(SEEN + 50, SEALED)
                .flatMap(event -> Stream.of(VerificationScope.full(), VerificationScope.incremental())
                        .map(scope -> arguments(event, scope)));
    }

    private static String batchOf(int event) {
        return " WHERE '" + id(event) + "' = ANY (ids)";
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsThatAnEventWasTakenFromABatch(int event, VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "DELETE FROM audit_event" + row(event),
                "DELETE FROM event_locator" + row(event),
                "UPDATE ledger_batch SET ids = ids[2:], leaves = substring(leaves FROM 33)" + batchOf(event));
        assertFinds(report, Violation.Kind.BATCH_CHANGED);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsThatAnEventWasAddedToABatch(int event, VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "UPDATE ledger_batch SET ids = ids || gen_random_uuid(), leaves = leaves || substring(leaves FROM 1 FOR 32)"
                        + batchOf(event));
        assertFinds(report, Violation.Kind.BATCH_CHANGED);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsABatchThatWasAddedBeforeSealing(int event, VerificationScope scope) throws SQLException {
        assertFinds(
                after(
                        scope,
                        "INSERT INTO ledger_batch SELECT 77, 1, now(), ids, leaves, mac FROM ledger_batch"
                                + batchOf(event)),
                Violation.Kind.BATCH_CHANGED);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsABatchThatWasAddedToTheSealedOnes(int event, VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "INSERT INTO ledger_sequence SELECT " + SEALED + ", 77, 1, cardinality(ids) FROM ledger_batch"
                        + batchOf(event),
                "INSERT INTO ledger_batch SELECT 77, 1, now(), ids, leaves, mac FROM ledger_batch" + batchOf(event));
        assertFinds(report, Violation.Kind.BATCH_CHANGED);
        assertFinds(report, Violation.Kind.CHECKPOINT_CHANGED);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsABatchNumberThatWasUsedAgain(int event, VerificationScope scope) throws SQLException {
        String other = "(SELECT o FROM ledger_batch o WHERE '" + id(0) + "' = ANY (o.ids))";
        assertFinds(
                after(
                        scope,
                        "UPDATE ledger_batch SET ids = (" + other + ").ids, leaves = (" + other + ").leaves, mac = ("
                                + other + ").mac" + batchOf(event)),
                Violation.Kind.BATCH_CHANGED);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void findsABatchThatWasTakenAway(int event, VerificationScope scope) throws SQLException {
        String whole = "IN (SELECT unnest(ids) FROM ledger_batch" + batchOf(event) + ")";
        VerificationReport report = after(
                scope,
                "DELETE FROM audit_event WHERE id " + whole,
                "DELETE FROM event_locator WHERE id " + whole,
                "DELETE FROM ledger_batch" + batchOf(event));
        assertFinds(report, Violation.Kind.BATCH_MISSING);
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void findsThatTheNewestBatchesWereTakenAwayBeforeSealing(VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "DELETE FROM audit_event WHERE id = ANY ('" + ids(SEALED, SEALED + UNSEALED) + "')",
                "DELETE FROM event_locator WHERE id = ANY ('" + ids(SEALED, SEALED + UNSEALED) + "')",
                "DELETE FROM ledger_batch b WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = b.writer AND"
                        + " s.number = b.number)");
        assertFinds(report, Violation.Kind.BATCH_MISSING);
    }

    static Stream<VerificationScope> scopes() {
        return Stream.of(VerificationScope.full(), VerificationScope.incremental());
    }

    private static String ids(int from, int to) {
        return SampleEvents.events(to).subList(from, to).stream()
                .map(event -> event.id().toString())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void findsThatTheEndOfTheLogWasCutOff(VerificationScope scope) throws SQLException {
        // everything that knows of the last fifty sealed events goes, checkpoints included
        VerificationReport report = after(
                scope,
                "DELETE FROM audit_event WHERE id = ANY ('" + ids(SEALED - 50, SEALED) + "')",
                "DELETE FROM event_locator WHERE id = ANY ('" + ids(SEALED - 50, SEALED) + "')",
                "DELETE FROM ledger_checkpoint WHERE size > 250",
                "DELETE FROM ledger_batch b USING ledger_sequence s WHERE s.writer = b.writer AND s.number = b.number AND"
                        + " s.first_leaf >= 250",
                "DELETE FROM ledger_sequence WHERE first_leaf >= 250",
                "DELETE FROM ledger_tile");
        assertFinds(report, Violation.Kind.HISTORY_CHANGED);
    }

    /** As a backup of then would have it, so that the database agrees with itself in everything. */
    @ParameterizedTest
    @MethodSource("scopes")
    void findsThatTheDatabaseWasPutBackToAnOlderCopy(VerificationScope scope) throws SQLException {
        VerificationReport report = after(
                scope,
                "DELETE FROM audit_event WHERE id <> ALL ('" + ids(0, 100) + "')",
                "DELETE FROM event_locator WHERE id <> ALL ('" + ids(0, 100) + "')",
                "DELETE FROM ledger_checkpoint WHERE size > 100",
                "DELETE FROM ledger_batch b WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = b.writer AND"
                        + " s.number = b.number AND s.first_leaf < 100)",
                "DELETE FROM ledger_sequence WHERE first_leaf >= 100",
                "DELETE FROM ledger_tile",
                "DELETE FROM ledger_verification");
        assertFinds(report, Violation.Kind.HISTORY_CHANGED);
        assertThat(report.violations().stream().map(Violation::kind).distinct())
                .containsExactlyInAnyOrder(Violation.Kind.HISTORY_CHANGED, Violation.Kind.BATCH_MISSING);
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
                Map.entry("DELETE FROM ledger_checkpoint WHERE size = 150", Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("DELETE FROM ledger_checkpoint WHERE size = 250", Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry(
                        "DELETE FROM ledger_checkpoint WHERE size = 150; UPDATE ledger_checkpoint SET number = -number"
                                + " WHERE size > 150; UPDATE ledger_checkpoint SET number = -number - 1 WHERE number < 0",
                        Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry(
                        "UPDATE ledger_checkpoint SET mac = set_byte(mac, 0, get_byte(mac, 0) # 1) WHERE size = 250",
                        Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry(
                        "UPDATE ledger_checkpoint SET note = note || '\u2014 other AAAAAAAA' || chr(10) WHERE size = 250",
                        Violation.Kind.CHECKPOINT_CHANGED),
                Map.entry("UPDATE ledger_verification SET to_leaf = to_leaf + 50", Violation.Kind.RECORD_CHANGED),
                Map.entry(
                        "INSERT INTO ledger_verification SELECT (jsonb_populate_record(v, jsonb_build_object('id',"
                                + " gen_random_uuid(), 'started_at', now()))).* FROM ledger_verification v",
                        Violation.Kind.RECORD_CHANGED),
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

    static Stream<Map.Entry<String, Violation.Kind>> newLedgerChanges() {
        return ledgerChanges().filter(change -> !change.getKey().matches(".*(= 150|first_leaf = 0|number = [12]).*"));
    }

    @ParameterizedTest
    @MethodSource("newLedgerChanges")
    void findsChangesOfTheLedgersOwnTablesInWhatIsNew(Map.Entry<String, Violation.Kind> change) throws SQLException {
        assertFinds(after(VerificationScope.incremental(), change.getKey()), change.getValue());
    }

    @Test
    void verifiesEverythingWhenNoRecordIsLeftToGoOnFrom() throws SQLException {
        VerificationReport report = after(VerificationScope.incremental(), "DELETE FROM ledger_verification");
        assertThat(report.intact()).isTrue();
        assertThat(report.coverage().kind()).isEqualTo(VerificationScope.Kind.FULL);
        assertThat(report.events()).isEqualTo(SEALED + UNSEALED);
        assertThat(report.remarks()).singleElement().asString().contains("everything was verified");
    }

    @Test
    void raisesNoAlarmWhenAPartitionWasDetachedAndAttachedAgain() throws SQLException {
        VerificationReport report = after(
                "ALTER TABLE audit_event DETACH PARTITION audit_event_2024_03",
                "ALTER TABLE audit_event ATTACH PARTITION audit_event_2024_03 FOR VALUES FROM ('2024-03-01 00:00:00+00')"
                        + " TO ('2024-04-01 00:00:00+00')");
        assertThat(report.violations()).isEmpty();
        assertThat(report.events()).isEqualTo(SEALED + UNSEALED);
    }

    @Test
    void namesEveryEventAndCountsAllWhenAllWereChanged() throws SQLException {
        VerificationReport report = after("UPDATE audit_event SET action = 'x'");
        assertThat(report.violationCount()).isEqualTo(SEALED + UNSEALED);
        assertThat(report.violations()).hasSize(100);
        assertThat(report.intactUpTo()).isEmpty();
    }

    @Test
    void saysUpToWhichCheckpointTheLogIsIntact() throws SQLException {
        VerificationReport report = after("UPDATE audit_event SET action = 'x'" + row(SEALED - 1));
        long intact = report.intactUpTo().orElseThrow().size();
        assertThat(intact).isPositive().isLessThan(SEALED);
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(SEALED);
    }
}
