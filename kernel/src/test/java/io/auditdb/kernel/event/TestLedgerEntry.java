package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.kernel.json.RandomJson;
import io.auditdb.kernel.json.Seeded;
import io.auditdb.kernel.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestLedgerEntry {
    private static final byte[] SECRET = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final Instant RECORDED = Instant.parse("2026-01-31T07:15:31.000002Z");

    private final StrictJson json = new StrictJson();

    /** The format, fixed: what is signed today must be computed the same for as long as events are kept. */
    @Test
    void isThisTextForThisEvent() throws Exception {
        AuditEvent event = new EventReader().read(json.read("""
                {
                  "id": "0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01",
                  "occurredAt": "2026-01-31T08:15:30.12+01:00",
                  "tenant": "clinic-a",
                  "action": "fhir.patient.read",
                  "status": "success",
                  "principal": {"id": "dr-7", "name": "Dr. Ada Müller"},
                  "subject": {"id": "patient-42", "type": "Patient"},
                  "target": {"type": "Observation", "id": "obs-99"},
                  "purpose": "TREATMENT",
                  "outcome": "one \\"result\\"",
                  "correlationId": "req-5",
                  "session": {"ip": "192.0.2.17"},
                  "source": "ward-app",
                  "classification": "PHI",
                  "retentionPolicy": "seven-years",
                  "details": {"ward": "3B", "values": {"b": null, "a": [1, 0.50]}}
                }"""), null);
        LedgerEntry entry = LedgerEntry.of(event, RECORDED, SECRET);
        assertThat(text(entry)).isEqualTo("""
                {"_sd":["-fgfw4S8bI32dzQNjITbp3yvPcLQUQ7Hnr8VJxrlokc",\
                "6J-3IlmtqcWKAvp6UMTfmWhGSPkJQnZWhqnq8mmFujA",\
                "AA51Zz8cbCqHmc_KMeucPCm4wuS-a-Kb4uyhpA_ULwM",\
                "U9gvAqQ3C2k15ZkfZpdztlHmM1xCxEjOIv-c5JOrb08",\
                "Zh99Qnu2uWr4eyovPw-BufqPuswxruaH25C3PzWEJCY",\
                "a9oDj8lhUaklqbJuJdrR6CRVjQ3d9nV_gYVSDeF7CUo",\
                "apgPwjlFbZBILz027n_LWBJXeta51DREuHApRXIx6bg",\
                "tfPqQPrV0WLDYdCPUpfl65HQslPgYkFLWs8JF82ur5w",\
                "yOwcNSB5us_7ScEJa8bBingc33pvCaJaUSrK4PA50JA",\
                "yykAGp6VoURj8Oc3eX_zKFrf2GaB0i0yGNPZjhYNtJY"],\
                "_sd_alg":"sha-256",\
                "action":"fhir.patient.read",\
                "classification":"PHI",\
                "correlationId":"req-5",\
                "id":"0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01",\
                "occurredAt":"2026-01-31T08:15:30.120000+01:00",\
                "purpose":"TREATMENT",\
                "recordedAt":"2026-01-31T07:15:31.000002Z",\
                "retentionPolicy":"seven-years",\
                "source":"ward-app",\
                "status":"success",\
                "tenant":"clinic-a",\
                "v":1}""");
        assertThat(HexFormat.of().formatHex(entry.leaf()))
                .isEqualTo("4f2f761782251a1452d95f125abf79d19d760f6da0b4b56c75025d45875e2563");
        assertThat(disclosed(entry))
                .as("each digest, made step by step")
                .containsExactlyInAnyOrder(
                        disclosure("principal.id", "\"dr-7\""),
                        disclosure("principal.name", "\"Dr. Ada Müller\""),
                        disclosure("subject.id", "\"patient-42\""),
                        disclosure("subject.type", "\"Patient\""),
                        disclosure("target.type", "\"Observation\""),
                        disclosure("target.id", "\"obs-99\""),
                        disclosure("session.ip", "\"192.0.2.17\""),
                        disclosure("outcome", "\"one \\\"result\\\"\""),
                        disclosure("details.ward", "\"3B\""),
                        disclosure("details.values", "{\"a\":[1,0.5],\"b\":null}"));
    }

    /** One field: salt = SHA-256(secret, name) cut to 16 bytes; digest = SHA-256 over the base64url of [salt,name,value]. */
    private static String disclosure(String name, String value) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        sha256.update(SECRET);
        sha256.update(name.getBytes(StandardCharsets.UTF_8));
        byte[] salt = new byte[16];
        System.arraycopy(sha256.digest(), 0, salt, 0, 16);
        String text = "[\"" + base64.encodeToString(salt) + "\",\"" + name + "\"," + value + "]";
        String encoded = base64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return base64.encodeToString(sha256.digest(encoded.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theLeafIsTheHashOfAZeroByteAndTheEntry() throws Exception {
        LedgerEntry entry = LedgerEntry.of(Events.small().build(), RECORDED, SECRET);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((byte) 0);
        assertThat(entry.leaf()).isEqualTo(sha256.digest(entry.bytes()));
    }

    @Test
    void holdsNothingPersonal() {
        String text = text(LedgerEntry.of(Events.full().build(), RECORDED, SECRET));
        assertThat(text)
                .doesNotContain("dr-7", "practitioner", "Müller", "patient-42", "Patient\"", "Observation", "obs-99")
                .doesNotContain("s-1", "192.0.2.17", "Viewer", "result", "ward\"", "3B", "mmol", "note");
        assertThat(disclosed(LedgerEntry.of(Events.full().build(), RECORDED, SECRET)))
                .hasSize(14);
    }

    @Test
    void theSameValueGivesAnotherDigestInEachEventAndField() {
        AuditEvent event = Events.small().detail("a", 1L).detail("b", 1L).build();
        byte[] other = SECRET.clone();
        other[15]++;
        var digests = new TreeSet<>(disclosed(LedgerEntry.of(event, RECORDED, SECRET)));
        digests.addAll(disclosed(LedgerEntry.of(event, RECORDED, other)));
        assertThat(digests).hasSize(4);
    }

    @Test
    void theOrderOfDetailsDoesNotMatter() {
        AuditEvent one =
                Events.small().detail("a", 1L).detail("b", Map.of("x", 1L)).build();
        AuditEvent other =
                Events.small().detail("b", Map.of("x", 1L)).detail("a", 1L).build();
        assertThat(LedgerEntry.of(one, RECORDED, SECRET).bytes())
                .isEqualTo(LedgerEntry.of(other, RECORDED, SECRET).bytes());
    }

    static List<Arguments> changes() {
        return List.of(
                change("id", it -> it.id(UUID.fromString("0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e02"))),
                change("time", it -> it.occurredAt(OffsetDateTime.parse("2026-01-31T08:15:30.123457+01:00"))),
                change("offset", it -> it.occurredAt(OffsetDateTime.parse("2026-01-31T07:15:30.123456Z"))),
                change("tenant", it -> it.tenant("clinic-b")),
                change("action", it -> it.action("fhir.patient.reads")),
                change("status", it -> it.status(Status.FAILURE)),
                change("classification", it -> it.classification(Classification.INTERNAL)),
                change("purpose", it -> it.purpose("x")),
                change("no purpose", it -> it.purpose(null)),
                change("correlation", it -> it.correlationId("x")),
                change("no correlation", it -> it.correlationId(null)),
                change("source", it -> it.source("x")),
                change("no source", it -> it.source(null)),
                change("policy", it -> it.retentionPolicy("x")),
                change("no policy", it -> it.retentionPolicy(null)),
                change("outcome", it -> it.outcome("x")),
                change("no outcome", it -> it.outcome(null)),
                change("principal id", it -> it.principal(new Principal("x", "practitioner", "Dr. Ada Müller"))),
                change("principal type", it -> it.principal(new Principal("dr-7", "x", "Dr. Ada Müller"))),
                change("principal name", it -> it.principal(new Principal("dr-7", "practitioner", "x"))),
                change("no principal name", it -> it.principal(new Principal("dr-7", "practitioner", null))),
                change(
                        "principal swapped",
                        it -> it.principal(new Principal("dr-7", "Dr. Ada Müller", "practitioner"))),
                change("no principal", it -> it.principal(null)),
                change("subject id", it -> it.subject(new Subject("x", "Patient"))),
                change("subject type", it -> it.subject(new Subject("patient-42", null))),
                change("no subject", it -> it.subject(null)),
                change("target type", it -> it.target(new Target("x", "obs-99"))),
                change("target id", it -> it.target(new Target("Observation", "x"))),
                change("no target", it -> it.target(null)),
                change("session id", it -> it.session(new Session("x", "192.0.2.17", "Viewer/3.1"))),
                change("session ip", it -> it.session(new Session("s-1", "192.0.2.18", "Viewer/3.1"))),
                change("user agent", it -> it.session(new Session("s-1", "192.0.2.17", null))),
                change("no session", it -> it.session(null)),
                change("a detail", it -> it.detail("ward", "3C")),
                change("a nested detail", it -> it.detail("values", List.of(1L, Map.of("unit", "mg/l")))),
                change("the order of a list", it -> it.detail("values", List.of(Map.of("unit", "mmol/l"), 1L))),
                change("a number as text", it -> it.detail("values", List.of("1", Map.of("unit", "mmol/l")))),
                change("one detail more", it -> it.detail("more", null)),
                change(
                        "a null that is gone",
                        it -> it.details(Map.of("ward", "3B", "values", List.of(1L, Map.of("unit", "mmol/l"))))),
                change("no details", it -> it.details(Map.of())));
    }

    private static Arguments change(String name, UnaryOperator<AuditEvent.Builder> change) {
        return arguments(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void everyFieldChangesTheLeaf(String name, UnaryOperator<AuditEvent.Builder> change) {
        byte[] leaf = LedgerEntry.of(Events.full().build(), RECORDED, SECRET).leaf();
        AuditEvent changed = change.apply(Events.full()).build();
        assertThat(LedgerEntry.of(changed, RECORDED, SECRET).leaf()).isNotEqualTo(leaf);
    }

    @Test
    void whenItWasRecordedAndTheSecretChangeTheLeaf() {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        byte[] other = SECRET.clone();
        other[0]++;
        assertThat(LedgerEntry.of(event, RECORDED.plusNanos(1000), SECRET).leaf())
                .isNotEqualTo(leaf);
        assertThat(LedgerEntry.of(event, RECORDED, other).leaf()).isNotEqualTo(leaf);
        assertThat(LedgerEntry.of(event, RECORDED, SECRET.clone()).leaf()).isEqualTo(leaf);
    }

    @Test
    void erasingAnyFieldsKeepsTheLeaf() {
        Random random = Seeded.random();
        var values = new RandomJson(random, RandomJson::doubleNumber);
        for (int i = 0; i < 1000; i++) {
            AuditEvent event = Events.full().details(values.object(2)).build();
            byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
            Set<String> names = PersonalFields.of(event).keySet().stream()
                    .filter(name -> random.nextInt(3) == 0)
                    .collect(Collectors.toSet());
            Redaction redaction = redaction(event, names);
            Redaction kept = Redaction.fromJson(json, redaction.toJson(json));
            assertThat(kept).isEqualTo(redaction);
            assertThat(LedgerEntry.of(without(event, names), RECORDED, kept).leaf())
                    .as("without %s", names)
                    .isEqualTo(leaf);
        }
    }

    @Test
    void erasingAgainKeepsTheLeaf() {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        Set<String> gone = new TreeSet<>();
        for (String name : PersonalFields.of(event).keySet()) {
            gone.add(name);
            assertThat(LedgerEntry.of(without(event, gone), RECORDED, redaction(event, gone))
                            .leaf())
                    .as("without %s", gone)
                    .isEqualTo(leaf);
        }
        assertThat(PersonalFields.of(without(event, gone))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dr-7", "dr-8", " ", "null"})
    void whatIsErasedCannotBePutBack(String value) {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        for (Set<String> gone :
                List.of(Set.of("principal.id"), Set.of("principal.id", "principal.type", "principal.name"))) {
            Redaction redaction = redaction(event, gone);
            AuditEvent forged = without(event, gone).toBuilder()
                    .principal(new Principal(
                            value,
                            gone.contains("principal.type") ? null : "practitioner",
                            gone.contains("principal.name") ? null : "Dr. Ada Müller"))
                    .build();
            assertThat(LedgerEntry.of(forged, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
        }
    }

    @Test
    void anErasedDetailCannotBePutBack() {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        Redaction redaction = redaction(event, Set.of("details.ward", "outcome"));
        AuditEvent remaining = without(event, redaction.fields());
        for (String value : List.of("3B", "", "x")) {
            AuditEvent detail = remaining.toBuilder().detail("ward", value).build();
            AuditEvent outcome = remaining.toBuilder().outcome(value).build();
            assertThat(LedgerEntry.of(detail, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
            assertThat(LedgerEntry.of(outcome, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
        }
        AuditEvent none = remaining.toBuilder().detail("ward", null).build();
        assertThat(LedgerEntry.of(none, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
    }

    @Test
    void whatRemainsAfterAnErasureCannotBeChanged() {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        Redaction redaction = redaction(event, Set.of("principal.name"));
        AuditEvent remaining = without(event, Set.of("principal.name"));
        AuditEvent forged = remaining.toBuilder().outcome("x").build();
        AuditEvent less = remaining.toBuilder().outcome(null).build();
        var salts = new LinkedHashMap<>(redaction.salts());
        salts.put("outcome", salts.get("subject.id"));
        assertThat(LedgerEntry.of(forged, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
        assertThat(LedgerEntry.of(less, RECORDED, redaction).leaf()).isNotEqualTo(leaf);
        assertThat(LedgerEntry.of(remaining, RECORDED, new Redaction(redaction.digests(), salts))
                        .leaf())
                .isNotEqualTo(leaf);
        assertThat(LedgerEntry.of(remaining, RECORDED, new Redaction(Map.of(), redaction.salts()))
                        .leaf())
                .isNotEqualTo(leaf);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"digests\":{}}",
                "{\"digests\":{},\"salts\":[]}",
                "{\"digests\":{\"a\":1},\"salts\":{}}",
                "{\"digests\":{},\"salts\":{\"a\":null}}",
                "{\"digests\":{},\"salts\":{},\"more\":{}}"
            })
    void whatIsNotARedactionIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Redaction.fromJson(json, text));
    }

    @Test
    void aLargeValueTakesNoMoreRoomThanASmallOne() {
        int small = LedgerEntry.of(Events.small().detail("k", "v").build(), RECORDED, SECRET)
                .bytes()
                .length;
        int large = LedgerEntry.of(
                        Events.small().detail("k", "v".repeat(200_000)).build(), RECORDED, SECRET)
                .bytes()
                .length;
        assertThat(large).isEqualTo(small);
    }

    @Test
    void isMadeTheSameByManyThreads() {
        AuditEvent event = Events.full().build();
        byte[] leaf = LedgerEntry.of(event, RECORDED, SECRET).leaf();
        List<byte[]> leaves = new ArrayList<>(java.util.stream.IntStream.range(0, 1000)
                .parallel()
                .mapToObj(i -> LedgerEntry.of(event, RECORDED, SECRET).leaf())
                .toList());
        assertThat(leaves).allSatisfy(it -> assertThat(it).isEqualTo(leaf));
    }

    /** What a redactor writes: digests of what goes, salts of what stays. */
    private static Redaction redaction(AuditEvent event, Set<String> gone) {
        var digests = new LinkedHashMap<String, String>();
        var salts = new LinkedHashMap<String, String>();
        PersonalFields.of(event).forEach((name, value) -> {
            String salt = new EntryMaker().saltOf(SECRET, name);
            if (gone.contains(name)) {
                digests.put(name, new Disclosure(salt, name, value).digest());
            } else {
                salts.put(name, salt);
            }
        });
        return new Redaction(digests, salts);
    }

    /** The event as it is read from a row that lost these fields: an empty text stands for a required one. */
    private static AuditEvent without(AuditEvent event, Set<String> gone) {
        Map<String, Object> left = new LinkedHashMap<>(PersonalFields.of(event));
        left.keySet().removeAll(gone);
        var details = new LinkedHashMap<>(event.details());
        details.keySet().removeIf(name -> gone.contains("details." + name));
        boolean principal = left.keySet().stream().anyMatch(name -> name.startsWith("principal."));
        boolean subject = left.keySet().stream().anyMatch(name -> name.startsWith("subject."));
        boolean target = left.keySet().stream().anyMatch(name -> name.startsWith("target."));
        return event.toBuilder()
                .principal(
                        principal
                                ? new Principal(
                                        (String) left.getOrDefault("principal.id", ""),
                                        (String) left.get("principal.type"),
                                        (String) left.get("principal.name"))
                                : null)
                .subject(
                        subject
                                ? new Subject(
                                        (String) left.getOrDefault("subject.id", ""), (String) left.get("subject.type"))
                                : null)
                .target(
                        target
                                ? new Target(
                                        (String) left.getOrDefault("target.type", ""), (String) left.get("target.id"))
                                : null)
                .session(new Session((String) left.get("session.id"), (String) left.get("session.ip"), (String)
                        left.get("session.userAgent")))
                .outcome((String) left.get("outcome"))
                .details(details)
                .build();
    }

    private List<String> disclosed(LedgerEntry entry) {
        return ((List<?>) ((Map<?, ?>) json.read(text(entry))).get("_sd"))
                .stream().map(String.class::cast).toList();
    }

    private static String text(LedgerEntry entry) {
        return new String(entry.bytes(), StandardCharsets.UTF_8);
    }
}
