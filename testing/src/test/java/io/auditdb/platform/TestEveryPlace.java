package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One batch whose events are in every place that there is: some in the event table, some in an archive, some gone by
 * retention, one at a time or with their partition.
 */
class TestEveryPlace {
    private static final List<String> TABLES =
            List.of("audit_event", "event_locator", "ledger_batch", "ledger_removal", "event_archive");

    /** Thinned, then archived. */
    private static final List<AuditEvent> APRIL = events("2015-04-10T00:00:00Z", 2);

    /** Thinned. */
    private static final List<AuditEvent> MAY = events("2015-05-10T00:00:00Z", 2);

    /** Dropped. */
    private static final List<AuditEvent> JUNE = events("2015-06-10T00:00:00Z", 1);

    /** All there. */
    private static final List<AuditEvent> JULY = events("2015-07-10T00:00:00Z", Integer.MAX_VALUE);

    private static ArchivedDatabase archived;
    private static ArchiveInfo archive;
    private static Path copy;
    private static Connection superuser;

    /** The first of so many is of a policy that has let it go, and so on. */
    private static List<AuditEvent> events(String time, int every) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < 10; i++) {
            events.add(SampleEvents.event(i).toBuilder()
                    .id(UUID.randomUUID())
                    .tenant("tenant-1")
                    .occurredAt(OffsetDateTime.parse(time).plusMinutes(i))
                    .classification(Classification.PUBLIC)
                    .retentionPolicy(every <= 10 && i % every == 0 ? "brief" : null)
                    .build());
        }
        return events;
    }

    @BeforeAll
    static void fill() throws Exception {
        archived = ArchivedDatabase.open(
                Map.of("plugins.partitioning.retention.step-rows", 3, "ledger.verification.background.enabled", false));
        archived.verifyIntact();
        RetentionManager retention = archived.audit().platform().service(RetentionManager.class);
        retention.add(
                ArchivedDatabase.OPERATOR,
                new RetentionPolicy(
                        "brief",
                        Classification.PUBLIC,
                        false,
                        Optional.empty(),
                        Optional.of(Period.ofDays(1)),
                        Optional.empty(),
                        "for a test"));
        archived.append(Stream.of(APRIL, MAY, JUNE, JULY).flatMap(List::stream).toList());
        superuser = archived.audit().postgres().connect();
        tamper("CREATE TABLE before AS TABLE audit_event");
        TestRemoval.awaitMaintenance(archived.audit());
        retention.apply(ArchivedDatabase.OPERATOR, false);
        archived.archive("2015-05-01");
        Redactions redactions = archived.audit().platform().service(Redactions.class);
        for (AuditEvent event : List.of(APRIL.get(1), MAY.get(1))) {
            redactions.redact(new RedactionOrder(null, event.id(), Set.of("subject.id"), "Art. 17"));
        }
        archived.awaitAllSealed();
        archive = archived.archives().list().get(0);
        copy = Files.copy(archived.file(archive), archived.files().resolveSibling("copy"));
        // what the platform records of violations must not get between the copies
        tamper("REVOKE INSERT ON audit_event FROM \""
                + archived.audit().postgres().address().database() + "_writer\"");
        for (String table : TABLES) {
            tamper("CREATE TABLE copy_of_" + table + " AS TABLE " + table);
        }
    }

    @AfterEach
    void putBack() throws Exception {
        tamper("DROP TABLE IF EXISTS smuggled");
        tamper(TABLES.stream()
                .map(table -> "DELETE FROM " + table + " t WHERE t::text NOT IN (SELECT c::text FROM copy_of_" + table
                        + " c); INSERT INTO " + table + " SELECT * FROM copy_of_" + table
                        + " c WHERE c::text NOT IN (SELECT t::text FROM " + table + " t)")
                .collect(Collectors.joining("; ")));
        Files.copy(copy, archived.file(archive), StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterAll
    static void close() throws SQLException {
        superuser.close();
        archived.close();
    }

    private static void tamper(String... statements) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static VerificationReport verify(boolean full) throws SQLException {
        // every incremental one goes on from before the events
        tamper("DELETE FROM ledger_verification WHERE to_leaf > 1");
        return archived.audit()
                .ledger()
                .verify(full ? VerificationScope.full() : VerificationScope.incremental(), VerificationProgress.NONE);
    }

    private static String row(AuditEvent event) {
        return " WHERE id = '" + event.id() + "'";
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
        VerificationReport report = verify(full);
        assertThat(report.violations()).isEmpty();
        assertThat(report.events()).isGreaterThanOrEqualTo(5 + 5 + 10);
    }

    @Test
    void everyEventIsInOnePlace() throws SQLException {
        long committed = archived.number("SELECT sum(cardinality(ids)) FROM ledger_batch");
        long stored = archived.number("SELECT count(*) FROM audit_event");
        long removed = archived.number("SELECT sum(bit_count(positions)) FROM ledger_removal");
        assertThat(removed).isEqualTo(5 + 5 + 10);
        assertThat(archive.contents().orElseThrow().rows()).isEqualTo(5);
        assertThat(stored + removed + 5).isEqualTo(committed);
        assertThat(archived.query(EventQuery.builder()))
                .extracting(it -> it.event().id())
                .containsExactlyInAnyOrderElementsOf(Stream.of(APRIL, MAY, JULY)
                        .flatMap(List::stream)
                        .filter(it -> it.retentionPolicy().isEmpty())
                        .map(AuditEvent::id)
                        .toList());
    }

    @Test
    void everyEventIsVerifiedWhereItIs() {
        for (AuditEvent event : List.of(APRIL.get(0), APRIL.get(1), MAY.get(0), MAY.get(1), JUNE.get(0), JULY.get(0))) {
            VerificationReport report = archived.audit()
                    .ledger()
                    .verify(VerificationScope.event(null, event.id()), VerificationProgress.NONE);
            assertThat(report.violations()).isEmpty();
            assertThat(report.remarks().toString().contains("was removed by retention"))
                    .isEqualTo(event.retentionPolicy().isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARowThatIsTakenFromATable(boolean full) throws SQLException {
        tamper("DELETE FROM audit_event" + row(MAY.get(3)));
        assertNames(verify(full), Violation.Kind.EVENT_MISSING, MAY.get(3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARowThatIsTakenFromAnArchive(boolean full) throws Exception {
        Path file = archived.file(archive);
        Path other = file.resolveSibling("other");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("COPY (SELECT * FROM '" + file + "'" + " WHERE id <> '"
                    + APRIL.get(3).id() + "') TO '" + other + "' (FORMAT parquet, COMPRESSION zstd)");
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        List<Violation> found = new ArrayList<>(verify(full).violations());
        // an incremental verification reads rows, and no file as a whole
        assertThat(found.removeIf(it -> it.kind() == Violation.Kind.ARCHIVE_CHANGED))
                .isEqualTo(full);
        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_MISSING);
            assertThat(violation.event()).contains(APRIL.get(3).id());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsAnArchivedEventThatIsInATableAsWell(boolean full) throws SQLException {
        tamper(
                "CREATE TABLE smuggled PARTITION OF audit_event FOR VALUES FROM ('2015-04-01Z') TO ('2015-05-01Z')",
                "INSERT INTO audit_event SELECT * FROM before" + row(APRIL.get(3)));
        assertNames(verify(full), Violation.Kind.EVENT_INSERTED, APRIL.get(3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovedEventThatIsBack(boolean full) throws SQLException {
        tamper(
                "CREATE TABLE smuggled PARTITION OF audit_event FOR VALUES FROM ('2015-06-01Z') TO ('2015-07-01Z')",
                "INSERT INTO audit_event SELECT * FROM before" + row(JUNE.get(4)));
        assertNames(verify(full), Violation.Kind.EVENT_INSERTED, JUNE.get(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsARemovalThatIsNoLongerTold(boolean full) throws SQLException {
        tamper("DELETE FROM ledger_removal WHERE removal = (SELECT id FROM audit_event"
                + " WHERE action = 'retention.delete' AND target_id = 'audit_event_2015_06')");
        assertThat(verify(full).violations())
                .filteredOn(it -> it.kind() == Violation.Kind.EVENT_MISSING)
                .extracting(it -> it.event().orElseThrow())
                .containsExactlyInAnyOrderElementsOf(
                        JUNE.stream().map(AuditEvent::id).toList());
    }

    @Test
    void findsWhatIsNoLongerInTheArchiveThatTheDatabaseNames() throws SQLException {
        tamper("DELETE FROM event_archive");
        assertThat(verify(true).violations())
                .filteredOn(it -> it.kind() == Violation.Kind.EVENT_MISSING)
                .extracting(it -> it.event().orElseThrow())
                .containsExactlyInAnyOrderElementsOf(APRIL.stream()
                        .filter(it -> it.retentionPolicy().isEmpty())
                        .map(AuditEvent::id)
                        .toList());
    }

    @Test
    void findsALocatorThatIsWrongWhereverItsEventIs() throws Exception {
        for (AuditEvent event : List.of(APRIL.get(3), MAY.get(3), JULY.get(3))) {
            tamper("UPDATE event_locator SET occurred_at = occurred_at + interval '1 day'" + row(event));
            assertNames(verify(true), Violation.Kind.LOCATOR_CHANGED, event);
            putBack();
        }
        tamper("DELETE FROM event_locator" + row(JUNE.get(3)));
        assertNames(verify(true), Violation.Kind.LOCATOR_CHANGED, JUNE.get(3));
    }
}
