package io.auditdb.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Witness;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.kernel.verifier.EvidenceReport;
import io.auditdb.kernel.verifier.EvidenceVerifier;
import io.auditdb.testing.TestingAuditDb;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is handed to a stranger, and that nothing of it can be changed. */
class TestEvidence {
    private static final int EVENTS = 700;
    private static final EventQuery ALL = EventQuery.builder()
            .tenants(Set.of("tenant-0", "tenant-1", "tenant-2"))
            .build();

    private static TestingAuditDb audit;
    private static EvidenceVerifier verifier;

    @BeforeAll
    static void fill() {
        audit = TestingAuditDb.open(Map.of("evidence.seal-wait", "1s"));
        for (int from = 0; from < EVENTS; from += 70) {
            audit.database().append(SampleEvents.events(EVENTS).subList(from, from + 70));
        }
        for (int i = 5; i < EVENTS; i += 100) {
            AuditEvent event = SampleEvents.event(i);
            audit.platform()
                    .service(Redactions.class)
                    .redact(new RedactionOrder(event.tenant(), event.id(), Set.of("subject.id", "outcome"), "test"));
        }
        audit.awaitSealed(EVENTS);
        verifier = verifier(audit.ledger().verifierKey());
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static EvidenceVerifier verifier(String key) {
        return new EvidenceVerifier(VerifierKey.parse(key), new StrictJson(), 1000);
    }

    private static Evidence evidence() {
        return audit.platform().service(Evidence.class);
    }

    private static byte[] bundle(EventQuery query, String... fields) throws IOException {
        var out = new ByteArrayOutputStream();
        evidence().bundle(query, Set.of(fields), out);
        return out.toByteArray();
    }

    private static EvidenceReport verify(byte[] file) throws IOException {
        return verifier.verify(new ByteArrayInputStream(file));
    }

    private static EvidenceReport verify(String file) throws IOException {
        return verify(file.getBytes(UTF_8));
    }

    @Test
    void aBundleOfManyEventsVerifies() throws IOException {
        byte[] bundle = bundle(ALL, Evidence.ALL_FIELDS);
        EvidenceReport report = verify(bundle);
        assertThat(report.findings()).isEmpty();
        assertThat(report.intact()).isTrue();
        assertThat(report.proven()).isEqualTo(EVENTS);
        assertThat(report.unsealed()).isZero();
        assertThat(report.checkpoint().orElseThrow().size()).isGreaterThanOrEqualTo(EVENTS);
        String text = new String(bundle, UTF_8);
        long hashes = text.lines()
                .mapToLong(line -> line.split("=\"[,\\]]", -1).length - 1)
                .sum();
        // one leaf and about one sibling an event, and not one path of ten each
        assertThat(hashes).isLessThan(3L * EVENTS);
    }

    @ParameterizedTest
    @CsvSource({"fhir.patient.read, 350", "auth.login, 350", "nothing, 0"})
    void aBundleHoldsWhatTheFilterSelects(String action, int count) throws IOException {
        EvidenceReport report = verify(bundle(ALL.toBuilder().action(action).build(), Evidence.ALL_FIELDS));
        assertThat(report.findings()).isEmpty();
        assertThat(report.proven()).isEqualTo(count);
    }

    @Test
    void anySelectionVerifies() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            EventQuery query = ALL.toBuilder()
                    .principal(random.nextBoolean() ? null : "user-" + random.nextInt(5))
                    .subject(random.nextBoolean() ? null : "patient-" + random.nextInt(7))
                    .text(random.nextBoolean() ? null : "number" + random.nextInt(EVENTS))
                    .build();
            assertThat(verify(bundle(query)).findings()).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void aBundleShowsOnlyTheFieldsThatWereChosen() throws IOException {
        String bundle = new String(bundle(ALL, "principal.id", "details.words"), UTF_8);
        var disclosures = new StrictJson();
        bundle.lines().filter(line -> line.contains("\"index\"")).forEach(line -> {
            List<?> shown = (List<?>) ((Map<?, ?>) disclosures.read(line)).get("disclosures");
            assertThat(shown).hasSize(2);
        });
        assertThat(verify(bundle).intact()).isTrue();
    }

    @Test
    void whatIsNotSealedIsListed() throws Exception {
        try (TestingAuditDb other = TestingAuditDb.closed(Map.of("evidence.seal-wait", "100ms"))) {
            other.start();
            other.database().append(SampleEvents.event(0));
            other.awaitSealed(1);
            other.stop();
            try (Connection lock = other.postgres().connect();
                    Statement statement = lock.createStatement()) {
                statement.execute("SELECT pg_advisory_lock(1635083369, 0)"); // nobody sequences
                other.start();
                other.database().append(SampleEvents.event(3));
                var out = new ByteArrayOutputStream();
                other.platform().service(Evidence.class).bundle(ALL, Set.of(), out);
                assertThat(out.toString(UTF_8))
                        .contains("{\"unsealed\":\"" + SampleEvents.event(3).id() + "\"");
                EvidenceReport report =
                        verifier(other.ledger().verifierKey()).verify(new ByteArrayInputStream(out.toByteArray()));
                assertThat(report.findings()).isEmpty();
                assertThat(report.proven()).isEqualTo(1);
                assertThat(report.unsealed()).isEqualTo(1);
            }
        }
    }

    @Test
    void aBundleWaitsForWhatIsStoredUntilItIsSealed() throws Exception {
        Map<String, String> settings = Map.of("evidence.seal-wait", "30s");
        try (TestingAuditDb other = TestingAuditDb.closed(settings);
                Connection lock = other.postgres().connect();
                Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1635083369, 0)"); // nobody sequences
            other.start();
            AuditEvent event = SampleEvents.event(0);
            other.database().append(event);
            var out = new ByteArrayOutputStream();
            CompletableFuture<Void> bundle = CompletableFuture.runAsync(() -> {
                try {
                    other.platform().service(Evidence.class).bundle(ALL, Set.of(), out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(bundle).isNotDone();
            statement.execute("SELECT pg_advisory_unlock(1635083369, 0)");
            bundle.get(20, TimeUnit.SECONDS);
            EvidenceReport report =
                    verifier(other.ledger().verifierKey()).verify(new ByteArrayInputStream(out.toByteArray()));
            assertThat(report.findings()).isEmpty();
            assertThat(report.proven()).isEqualTo(1);
            assertThat(report.unsealed()).isZero();
        }
    }

    @Test
    void theKeyOfAWitnessIsNotThatOfALog() {
        String witness = audit.platform().service(Witness.class).verifierKey();
        assertThatThrownBy(() -> verifier(witness))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key is that of a witness, and not of a log");
    }

    @Test
    void everyFlippedByteOfABundleIsFound() throws IOException {
        EventQuery few = ALL.toBuilder().text("number77").build();
        everyFlippedByteIsFound(bundle(few, "principal.id"));
    }

    @Test
    void everyFlippedByteOfADisclosureIsFound() throws IOException {
        AuditEvent event = SampleEvents.event(77);
        String document = evidence()
                .disclosure(event.tenant(), event.id(), Set.of("principal.id", "details.list"))
                .orElseThrow();
        everyFlippedByteIsFound((document + "\n").getBytes(UTF_8));
    }

    private static void everyFlippedByteIsFound(byte[] file) throws IOException {
        assertThat(verify(file).intact()).isTrue();
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(7));
            assertThat(verify(flipped).intact())
                    .as(() -> "seed " + seed + ": " + new String(flipped, UTF_8))
                    .isFalse();
        }
    }

    @Test
    void namesTheEventThatDoesNotVerify() throws IOException {
        String bundle = new String(bundle(ALL, Evidence.ALL_FIELDS), UTF_8);
        String id = SampleEvents.event(123).id().toString();
        EvidenceReport entry = verify(changed(bundle, id, "auth.login", "auth.logon"));
        assertThat(entry.findings())
                .singleElement()
                .satisfies(it -> assertThat(it.event()).isEqualTo(id));
        EvidenceReport value = verify(changed(bundle, id, "\"disclosures\":[\"W", "\"disclosures\":[\"V"));
        assertThat(value.findings())
                .singleElement()
                .satisfies(it -> assertThat(it.event()).isEqualTo(id));
        assertThat(value.proven()).isEqualTo(EVENTS - 1);
    }

    private static String changed(String bundle, String id, String from, String to) {
        var changed = new StringBuilder();
        bundle.lines()
                .forEach(line -> changed.append(line.contains(id) ? line.replace(from, to) : line)
                        .append('\n'));
        return changed.toString();
    }

    @Test
    void findsLinesThatWereTakenAddedOrMoved() throws IOException {
        List<String> lines = new String(bundle(ALL), UTF_8).lines().toList();
        var without = new ArrayList<>(lines);
        without.remove(50);
        var twice = new ArrayList<>(lines);
        twice.add(50, lines.get(50));
        var swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 50, 51);
        for (List<String> forged : List.of(without, twice, swapped, lines.subList(0, 400))) {
            assertThat(verify(String.join("\n", forged) + "\n").intact()).isFalse();
        }
        assertThat(verify("").intact()).isFalse();
        assertThat(verify("{}\n").intact()).isFalse();
    }

    @Test
    void anotherLogsKeyProvesNothing() throws IOException {
        try (TestingAuditDb other = TestingAuditDb.open()) {
            EvidenceReport report =
                    verifier(other.ledger().verifierKey()).verify(new ByteArrayInputStream(bundle(ALL)));
            assertThat(report.intact()).isFalse();
            assertThat(report.proven()).isZero();
        }
        String key = audit.ledger().verifierKey();
        for (int i = 0; i < key.length(); i++) {
            String flipped = key.substring(0, i) + (char) (key.charAt(i) ^ 1) + key.substring(i + 1);
            assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> VerifierKey.parse(flipped)))
                    .as(flipped)
                    .isNotNull();
        }
    }

    @Test
    void aRowThatWasChangedDoesNotVerify() throws Exception {
        AuditEvent event = SampleEvents.event(222);
        String where = " WHERE id = '" + event.id() + "'";
        audit.postgres().execute("UPDATE audit_event SET purpose = 'x'" + where);
        try {
            EvidenceReport report = verify(bundle(ALL));
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(it -> assertThat(it.event()).isEqualTo(event.id().toString()));
        } finally {
            audit.postgres().execute("UPDATE audit_event SET purpose = 'TREATMENT'" + where);
        }
    }

    @Test
    void aDisclosureShowsWhatWasChosenAndHidesTheRest() throws IOException {
        AuditEvent event = SampleEvents.event(8);
        String document = evidence()
                .disclosure(event.tenant(), event.id(), Set.of("principal.id", "details.nothing"))
                .orElseThrow();
        EvidenceReport report = verify(document + "\n");
        assertThat(report.findings()).isEmpty();
        assertThat(report.shown()).containsEntry("principal.id", "user-3").containsEntry("details.nothing", null);
        assertThat(report.shown()).hasSize(2);
        assertThat(document).doesNotContain("O'Brien", "patient-");
        String none =
                evidence().disclosure(event.tenant(), event.id(), Set.of()).orElseThrow();
        assertThat(verify(none + "\n").intact()).isTrue();
        String all = evidence()
                .disclosure(event.tenant(), event.id(), Set.of(Evidence.ALL_FIELDS))
                .orElseThrow();
        assertThat(verify(all + "\n").shown())
                .containsEntry("principal.name", "Dr. O'Brien 3")
                .hasSize(16);
    }

    @Test
    void aDisclosureMayBeLaidOutDifferently() throws IOException {
        AuditEvent event = SampleEvents.event(9);
        String document = evidence()
                .disclosure(event.tenant(), event.id(), Set.of("outcome"))
                .orElseThrow();
        for (String same : List.of(document, document.replace(",\"", ",\r\n  \""), document + "\n\n")) {
            EvidenceReport report = verify(same);
            assertThat(report.findings()).isEmpty();
        }
        assertThat(verify(document + "\n" + document).intact()).isFalse();
        assertThat(verify(document + "\n7").intact()).isFalse();
    }

    @Test
    void whatIsRedactedCannotBeDisclosed() throws IOException {
        AuditEvent event = SampleEvents.event(105);
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class,
                () -> evidence().disclosure(event.tenant(), event.id(), Set.of("subject.id", "subject.type", "x")));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
        assertThat(refused.faults()).hasSize(2);
        String rest = evidence()
                .disclosure(event.tenant(), event.id(), Set.of(Evidence.ALL_FIELDS))
                .orElseThrow();
        EvidenceReport report = verify(rest + "\n");
        assertThat(report.findings()).isEmpty();
        assertThat(report.shown()).containsKey("subject.type").doesNotContainKeys("subject.id", "outcome");
    }

    @Test
    void needsTheRightToReadAndIsRecorded() throws IOException, SQLException {
        AuditEvent event = SampleEvents.event(1);
        Evidence officer = evidence().as(new Access("officer", Set.of(), Set.of(Right.GDPR)));
        Evidence elsewhere = evidence().as(new Access("reader", Set.of("elsewhere"), Set.of(Right.READ)));
        for (Evidence view : List.of(officer, elsewhere)) {
            assertThat(catchThrowableOfType(
                                    AuditDbException.class, () -> view.disclosure(event.tenant(), event.id(), Set.of()))
                            .code())
                    .isEqualTo(StandardErrorCode.FORBIDDEN);
            assertThat(catchThrowableOfType(
                                    AuditDbException.class,
                                    () -> view.bundle(ALL, Set.of(), new ByteArrayOutputStream()))
                            .code())
                    .isEqualTo(StandardErrorCode.FORBIDDEN);
        }
        Evidence reader = evidence().as(new Access("reader", Set.of(), Set.of(Right.READ)));
        reader.disclosure(null, event.id(), Set.of("principal.id"));
        reader.bundle(ALL, Set.of(), new ByteArrayOutputStream());
        await().untilAsserted(() -> assertThat(recorded()).contains("ledger.disclose", "audit.export"));
        assertThat(catchThrowableOfType(
                                AuditDbException.class, () -> reader.disclosure(null, UUID.randomUUID(), Set.of()))
                        .code())
                .isEqualTo(StandardErrorCode.NOT_FOUND);
    }

    private static List<String> recorded() {
        EventQuery query = EventQuery.builder()
                .tenants(Set.of(AuditDatabase.SYSTEM_TENANT))
                .principal("reader")
                .build();
        return audit.database().query(query).events().stream()
                .map(it -> it.event().action())
                .toList();
    }
}
