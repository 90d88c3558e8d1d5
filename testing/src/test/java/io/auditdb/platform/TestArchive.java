package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions in cold storage: the way there, what can be read of them, and the way back. */
class TestArchive {
    private static final int EVENTS = 100;

    private ArchivedDatabase archived;

    @BeforeEach
    void open() {
        archived = ArchivedDatabase.open(Map.of());
        archived.append(SampleEvents.events(EVENTS));
    }

    @AfterEach
    void close() {
        archived.close();
    }

    private static List<EventQuery.Builder> queries() {
        return List.of(
                EventQuery.builder(),
                EventQuery.builder()
                        .from(Instant.parse("2024-02-10T00:00:00Z"))
                        .to(Instant.parse("2024-04-11T00:00:00Z")),
                EventQuery.builder().subject("patient-3"),
                EventQuery.builder().principal("user-2").status(Status.FAILURE),
                EventQuery.builder().action("fhir.*"),
                EventQuery.builder().action("auth.login").classification(Classification.PHI),
                EventQuery.builder().action("*_%*"),
                EventQuery.builder().targetType("Observation").targetId("obs/17"),
                EventQuery.builder().correlationId("request-9"),
                EventQuery.builder().text("Words knee NUMBER42"),
                EventQuery.builder().text("number17").subject("patient-3"),
                EventQuery.builder().text("nowhere"));
    }

    private List<List<RecordedEvent>> answers() {
        return queries().stream().map(archived::query).toList();
    }

    @Test
    void answersQueriesOverArchivedRangesAsItDidBefore() {
        List<List<RecordedEvent>> before = answers();
        assertThat(before.get(0)).hasSize(EVENTS);
        assertThat(archived.archive("2024-04-01"))
                .extracting(PartitionStep::action)
                .contains(Action.ARCHIVE);
        assertThat(archived.archives().list()).hasSize(3).allMatch(it -> it.state() == ArchiveInfo.State.LIVE);
        assertThat(
                        archived.number(
                                "SELECT count(*) FROM audit_event WHERE tenant LIKE 'tenant-%' AND occurred_at < '2024-04-01Z'"))
                .isZero();
        assertThat(answers()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void pagesThroughHotAndArchivedEventsOneByOne() {
        List<RecordedEvent> before = archived.query(EventQuery.builder());
        archived.archive("2024-04-01");
        var paged = new ArrayList<RecordedEvent>();
        var query = EventQuery.builder()
                .tenants(Set.of("tenant-0", "tenant-1", "tenant-2"))
                .limit(7);
        var page = archived.audit().database().query(query.build());
        paged.addAll(page.events());
        while (page.next().isPresent()) {
            page = archived.audit()
                    .database()
                    .query(query.cursor(page.next().get()).build());
            paged.addAll(page.events());
        }
        assertThat(paged).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void provesAndVerifiesWhatIsArchived() throws IOException {
        AuditEvent event = SampleEvents.event(20);
        byte[] entry = archived.audit().ledger().entry(event.tenant(), event.id());
        String bundle = bundle();
        archived.verifyIntact();
        archived.archiveAll();
        assertThat(archived.audit().database().find(event.tenant(), event.id())).isPresent();
        assertThat(archived.audit().database().find("tenant-0", event.id())).isEmpty();
        assertThat(archived.audit().ledger().entry(event.tenant(), event.id())).isEqualTo(entry);
        assertThat(archived.audit().ledger().proof(event.tenant(), event.id())).isPresent();
        assertThat(archived.audit().ledger().entries(0, 50)).isPresent();
        assertThat(bundle().lines().skip(1)).hasSize(EVENTS + 1);
        assertThat(leaves(bundle())).isEqualTo(leaves(bundle));
        archived.awaitAllSealed();
        archived.verifyIntact();
        VerificationReport single = archived.audit()
                .ledger()
                .verify(VerificationScope.event(event.tenant(), event.id()), VerificationProgress.NONE);
        assertThat(single.violations()).isEmpty();
        VerificationReport incremental =
                archived.audit().ledger().verify(VerificationScope.incremental(), VerificationProgress.NONE);
        assertThat(incremental.violations()).isEmpty();
    }

    @Test
    void verifiesIncrementallyWhatWasArchivedSinceTheLastVerification() {
        archived.archiveAll();
        archived.verifyIntact();
        List<AuditEvent> late = new ArrayList<>();
        for (int i = EVENTS; i < EVENTS + 50; i++) {
            late.add(SampleEvents.event(i));
        }
        archived.append(late);
        archived.archiveAll();
        VerificationReport report =
                archived.audit().ledger().verify(VerificationScope.incremental(), VerificationProgress.NONE);
        assertThat(report.violations()).isEmpty();
        assertThat(report.coverage().kind()).isEqualTo(VerificationScope.Kind.INCREMENTAL);
        assertThat(report.coverage().events()).isGreaterThanOrEqualTo(50);
    }

    private String bundle() throws IOException {
        var out = new ByteArrayOutputStream();
        var query = EventQuery.builder()
                .tenants(Set.of("tenant-0", "tenant-1", "tenant-2"))
                .build();
        archived.audit().platform().service(Evidence.class).bundle(query, Set.of("*"), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> leaves(String bundle) {
        return bundle.lines()
                .filter(line -> line.contains("\"index\""))
                .map(line -> line.replaceAll(".*\"leaf\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void putsAnArchiveBackByteForByte() {
        String before = archived.rows();
        List<RecordedEvent> events = archived.query(EventQuery.builder());
        List<ArchiveInfo> archives = archived.archiveAll();
        assertThat(archived.rows()).startsWith("0 ");
        // one of a time that is archived
        AuditEvent late = SampleEvents.event(EVENTS + 1).toBuilder()
                .occurredAt(SampleEvents.event(40).occurredAt())
                .tenant("elsewhere")
                .build();
        archived.append(List.of(late));
        for (ArchiveInfo archive : archives) {
            assertThat(archived.archives().restore("operator", archive.id()))
                    .isEqualTo(archive.contents().orElseThrow().rows());
        }
        assertThat(archived.rows()).isEqualTo(before);
        assertThat(archived.query(EventQuery.builder()))
                .usingRecursiveComparison()
                .isEqualTo(events);
        assertThat(archived.archives().list()).isEmpty();
        archived.awaitAllSealed();
        archived.verifyIntact();
        assertThatThrownBy(() ->
                        archived.archives().restore("operator", archives.get(0).id()))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
        archived.archiveAll();
        archived.verifyIntact();
        assertThat(archived.query(EventQuery.builder()))
                .usingRecursiveComparison()
                .isEqualTo(events);
    }

    @Test
    void showsWhatItWouldArchiveAndChangesNothing() {
        String before = archived.rows();
        List<PartitionStep> plan =
                archived.partitions().archive(ArchivedDatabase.OPERATOR, Instant.parse("2024-04-01T00:00:00Z"), true);
        assertThat(plan).hasSize(3).allMatch(it -> it.action() == Action.ARCHIVE && it.outcome() == Outcome.PLANNED);
        assertThat(archived.rows()).isEqualTo(before);
        assertThat(archived.archives().list()).isEmpty();
    }

    @Test
    void archivesAgainWhatChangedBeforeItWasDropped() {
        PartitionRange january =
                new PartitionRange(Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-02-01T00:00:00Z"));
        ArchiveInfo first = archived.archives().store("audit_event_2024_01", january);
        archived.archives().check(first.id());
        // read from both places, and shown once
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
        AuditEvent late = SampleEvents.event(0).toBuilder()
                .id(SampleEvents.event(EVENTS + 1).id())
                .build();
        archived.append(List.of(late));
        List<ArchiveInfo> archives = archived.archiveAll();
        assertThat(archives).extracting(ArchiveInfo::id).doesNotContain(first.id());
        assertThat(Files.exists(archived.file(first))).isFalse();
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS + 1);
        archived.verifyIntact();
    }

    @Test
    void keepsARowThatWasChangedBehindItsBackOutOfArchives() throws Exception {
        archived.audit().postgres().execute("UPDATE audit_event SET purpose = 'other' WHERE target_id = 'obs/0'");
        assertThat(archived.archive("2024-02-01")).singleElement().satisfies(step -> {
            assertThat(step.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(step.reason()).contains("is not what was committed");
        });
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
        assertThat(archived.audit().verify().violations())
                .extracting(Violation::kind)
                .containsExactly(Violation.Kind.EVENT_CHANGED);
    }

    @Test
    void knowsWhichRedactionsOfArchivedEventsAreLawful() throws Exception {
        AuditEvent event = SampleEvents.event(3);
        archived.audit()
                .platform()
                .service(Redactions.class)
                .redact(new RedactionOrder(event.tenant(), event.id(), Set.of("subject.id", "details.words"), "asked"));
        archived.archiveAll();
        archived.verifyIntact();
        RecordedEvent found =
                archived.audit().database().find(event.tenant(), event.id()).orElseThrow();
        assertThat(found.redacted()).containsExactlyInAnyOrder("subject.id", "details.words");
    }

    @Test
    void takesFieldsOutOfAnArchivedEvent() throws Exception {
        AuditEvent event = SampleEvents.event(3);
        List<ArchiveInfo> before = archived.archiveAll();
        byte[] entry = archived.audit().ledger().entry(event.tenant(), event.id());
        Redacted done = redact(event, "subject.id", "details.words");
        assertThat(done.recordedAs()).isPresent();
        redact(event, "principal.id");
        RecordedEvent found =
                archived.audit().database().find(event.tenant(), event.id()).orElseThrow();
        assertThat(found.redacted()).containsExactlyInAnyOrder("subject.id", "details.words", "principal.id");
        assertThat(archived.audit().ledger().entry(event.tenant(), event.id())).isEqualTo(entry);
        assertThat(archived.query(EventQuery.builder().subject("patient-3")))
                .noneMatch(it -> it.event().id().equals(event.id()));
        List<ArchiveInfo> after = archived.archives().list();
        assertThat(after).hasSameSizeAs(before);
        ArchiveInfo gone = before.stream()
                .filter(it -> it.range().contains(event.occurredAt().toInstant()))
                .findFirst()
                .orElseThrow();
        assertThat(after).extracting(ArchiveInfo::id).doesNotContain(gone.id());
        assertThat(archived.file(gone)).doesNotExist();
        assertThat(archived.manifest(gone)).doesNotExist();
        archived.awaitAllSealed();
        archived.verifyIntact();
        assertThatThrownBy(() -> redact(event, "subject.id"))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
        archived.archives()
                .restore("operator", archived.archives().list().get(1).id());
        archived.awaitAllSealed();
        archived.verifyIntact();
    }

    @Test
    void takesNothingOutOfAnArchivedEventUnderLegalHold() {
        AuditEvent event = SampleEvents.event(3);
        archived.archiveAll();
        LegalHolds holds = archived.audit().platform().service(LegalHolds.class);
        LegalHold hold = holds.add(
                ArchivedDatabase.OPERATOR,
                new HoldScope(null, null, event.subject().orElseThrow().id(), null, null, null, null),
                "court",
                "file 17");
        assertThatThrownBy(() -> redact(event, "subject.id")).hasMessageContaining("is under legal hold " + hold.id());
        holds.release(ArchivedDatabase.OPERATOR, hold.id(), "settled");
        assertThat(redact(event, "subject.id").fields()).containsExactly("subject.id");
        archived.awaitAllSealed();
        archived.verifyIntact();
    }

    private Redacted redact(AuditEvent event, String... fields) {
        return archived.audit()
                .platform()
                .service(Redactions.class)
                .redact(new RedactionOrder(event.tenant(), event.id(), Set.of(fields), "asked"));
    }

    @Test
    void findsALocatorOfAnArchivedEventThatIsGone() throws Exception {
        archived.archiveAll();
        AuditEvent event = SampleEvents.event(3);
        archived.audit().postgres().execute("DELETE FROM event_locator WHERE id = '" + event.id() + "'");
        assertThat(archived.audit().verify().violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.LOCATOR_CHANGED);
            assertThat(violation.event()).contains(event.id());
        });
    }

    @Test
    void saysThatStorageCannotBeReachedInsteadOfFindingAViolation() throws IOException {
        archived.archiveAll();
        Path moved = archived.files().resolveSibling("elsewhere");
        Files.move(archived.files(), moved);
        for (var work :
                List.<Runnable>of(() -> archived.audit().verify(), () -> archived.query(EventQuery.builder()))) {
            assertThatThrownBy(work::run)
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            e -> assertThat(e.code()).isEqualTo(StandardErrorCode.ARCHIVE_UNAVAILABLE));
        }
        Files.move(moved, archived.files());
        archived.verifyIntact();
    }

    @Test
    void leavesNothingInPlainTextAndNothingHalfWritten() throws IOException {
        archived.archiveAll();
        try (Stream<Path> files = Files.walk(archived.audit().var())) {
            assertThat(files.filter(it -> it.toString().contains("scratch") && Files.isRegularFile(it)))
                    .isEmpty();
        }
        try (Stream<Path> files = Files.list(archived.files())) {
            assertThat(files.map(it -> it.getFileName().toString())).noneMatch(it -> it.endsWith(".tmp"));
        }
    }
}
