package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.plugin.formats.AuditLogSettings.CheckHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestAuditLogCodec {
    /** What another implementation computed for this event and this key. */
    private static final String HASH = "6fbdd321b7ee5ab11e05586025377c4a963170d34646680a717755e55517ecc5";

    private static final String SIGNATURE = "eff30b9522fe2e8d136aa755f87cf58c8933901cd82bfdb9f93744f567c282d9";
    private static final String KEY = "test-secret-key";
    private static final String VECTOR = "{\"timestamp\":\"2023-10-26T10:30:00.000Z\",\"action\":\"fhir.patient.read\","
            + "\"status\":\"success\",\"principalId\":\"user-12345\",\"organizationId\":\"org-67890\","
            + "\"targetResourceType\":\"Patient\",\"targetResourceId\":\"pat-abc-123\",\"outcomeDescription\":null,"
            + "\"hash\":\"" + HASH + "\",\"signature\":\"" + SIGNATURE + "\"}";

    private final StrictJson json = new StrictJson();

    private AuditLogCodec codec(CheckHash check, String key) {
        return AuditLogCodec.ofEvents(json, settings(check), seal(key));
    }

    private static AuditLogSettings settings(CheckHash check) {
        return new AuditLogSettings(
                DataSize.parse("64KB"), DataSize.parse("1MB"), 255, check, CheckHash.WARN, Optional.empty());
    }

    private LegacySeal seal(String key) {
        return new LegacySeal(json, key == null ? null : key.getBytes(UTF_8));
    }

    private static List<Decoded> decode(AuditLogCodec codec, String text) {
        try (var decoded = codec.decode(new ByteArrayInputStream(text.getBytes(UTF_8)), null)) {
            return decoded.toList();
        }
    }

    private AuditEvent event(String text) {
        Decoded decoded = decode(codec(CheckHash.REFUSE, KEY), text).get(0);
        assertThat(decoded.faults()).isEmpty();
        return decoded.event();
    }

    @Test
    void agreesWithAnotherImplementationOnHashAndSignature() {
        AuditEvent event = event(VECTOR);
        assertThat(event.details())
                .containsEntry("legacyHash", "verified")
                .containsEntry("legacySignature", "verified");
    }

    @Test
    void mapsAnEventMemberByMemberAndLosesNothing() {
        String record = "{\"id\":17,\"timestamp\":\"2023-10-26T10:30:00.123\",\"action\":\"auth.login.failure\","
                + "\"status\":\"failure\",\"principalId\":\"u1\",\"organizationId\":\"org\","
                + "\"targetResourceType\":\"Session\",\"outcomeDescription\":\"bad password\",\"correlationId\":\"c\","
                + "\"sessionContext\":{\"sessionId\":\"s\",\"ipAddress\":\"10.0.0.1\",\"userAgent\":\"x\"},"
                + "\"dataClassification\":\"CONFIDENTIAL\",\"retentionPolicy\":\"standard\",\"custom\":{\"a\":[1]}}";
        AuditEvent event = event(record);
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2023-10-26T10:30:00.123Z"));
        assertThat(event.tenant()).isEqualTo("org");
        assertThat(event.action()).isEqualTo("auth.login.failure");
        assertThat(event.status()).isEqualTo(Status.FAILURE);
        assertThat(event.principal().orElseThrow().id()).isEqualTo("u1");
        assertThat(event.target().orElseThrow().type()).isEqualTo("Session");
        assertThat(event.subject()).isEmpty();
        assertThat(event.outcome()).contains("bad password");
        assertThat(event.correlationId()).contains("c");
        assertThat(event.session().orElseThrow().ip()).isEqualTo("10.0.0.1");
        assertThat(event.classification()).contains(Classification.CONFIDENTIAL);
        assertThat(event.retentionPolicy()).contains("standard");
        assertThat(event.details()).containsAllEntriesOf(original(record)).containsEntry("legacyHash", "absent");
        assertThat(event.details()).containsEntry("legacySignature", "absent");
    }

    @SuppressWarnings("unchecked") // the text is an object
    private Map<String, Object> original(String text) {
        return (Map<String, Object>) json.read(text);
    }

    @Test
    void aPatientIsTheSubjectToo() {
        assertThat(event(VECTOR).subject().orElseThrow().id()).isEqualTo("pat-abc-123");
    }

    @Test
    void whatHasANumberGetsTheSameIdEveryTime() {
        String one = VECTOR.replace("{\"timestamp\"", "{\"id\":1,\"timestamp\"");
        String two = VECTOR.replace("{\"timestamp\"", "{\"id\":2,\"timestamp\"");
        assertThat(event(one).id())
                .isEqualTo(event(one).id())
                .isNotEqualTo(event(two).id());
        assertThat(event(one).id().version()).isEqualTo(8);
        assertThat(event(VECTOR).id()).isNull();
        String uuid = "70e5932e-9022-4b38-837e-ca10dad94eb7";
        assertThat(event(VECTOR.replace("{\"timestamp\"", "{\"id\":\"" + uuid + "\",\"timestamp\""))
                        .id())
                .hasToString(uuid);
    }

    @ParameterizedTest
    @CsvSource({
        "fhir.patient.read, fhir.patient.reed, /hash",
        "user-12345, user-12346, /hash",
        "pat-abc-123, pat-abc-124, /hash",
        "30:00.000Z, 30:00.001Z, /hash",
        "success, failure, /hash",
        "6fbdd321, 6fbdd320, /hash",
        "eff30b95, eff30b94, /signature"
    })
    void aRecordThatWasChangedIsRefusedWithThePlaceNamed(String from, String to, String pointer) {
        Decoded decoded =
                decode(codec(CheckHash.REFUSE, KEY), VECTOR.replace(from, to)).get(0);
        assertThat(decoded.event()).isNull();
        assertThat(decoded.faults())
                .anySatisfy(fault -> assertThat(fault.path()).isEqualTo(pointer));
    }

    @Test
    void aRecordThatWasChangedIsStoredWithTheFindingWhenOnlyAWarningIsWanted() {
        String changed = VECTOR.replace("user-12345", "user-1");
        AuditEvent warned = decode(codec(CheckHash.WARN, KEY), changed).get(0).event();
        assertThat(warned.details())
                .containsEntry("legacyHash", "mismatch")
                .containsEntry("legacySignature", "mismatch");
        AuditEvent unseen = decode(codec(CheckHash.OFF, KEY), changed).get(0).event();
        assertThat(unseen.details()).doesNotContainKeys("legacyHash", "legacySignature");
        AuditEvent withoutKey =
                decode(codec(CheckHash.REFUSE, null), VECTOR).get(0).event();
        assertThat(withoutKey.details()).containsEntry("legacyHash", "verified").doesNotContainKey("legacySignature");
    }

    @Test
    void whatIsOnlyWarnedOfIsARemark() {
        String changed = VECTOR.replace("user-12345", "user-1");
        Decoded warned = decode(codec(CheckHash.WARN, KEY), changed).get(0);
        assertThat(warned.remarks())
                .containsExactly(
                        new Fault("/hash", "is not the SHA-256 of the record"),
                        new Fault("/signature", "is not the HMAC-SHA256 of the hash under the key that is set"));
        assertThat(decode(codec(CheckHash.WARN, KEY), VECTOR).get(0).remarks()).isEmpty();
        assertThat(decode(codec(CheckHash.OFF, KEY), changed).get(0).remarks()).isEmpty();
    }

    @Test
    void rowsOfTheTableHaveACheckOfTheirOwn() {
        String changed = VECTOR.replace("user-12345", "pseudo-1");
        AuditLogCodec rows = AuditLogCodec.ofRows(json, settings(CheckHash.REFUSE), seal(null));
        assertThat(rows.format()).isEqualTo("audit-log-rows");
        Decoded decoded = decode(rows, changed).get(0);
        assertThat(decoded.event().details()).containsEntry("legacyHash", "mismatch");
        assertThat(decoded.remarks()).extracting(Fault::path).containsExactly("/hash");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"organizationId\":\"org\"', org",
        "'\"organizationId\":\"org\",\"importTenant\":\"chosen\"', chosen",
        "'\"organizationId\":null', given",
        "'\"importTenant\":\"\"', given",
    })
    void aRowKnowsItsTenantBeforeTheOneThatIsGiven(String members, String tenant) throws IOException {
        String row =
                "{\"timestamp\":\"2023-10-26T10:30:00.000Z\",\"action\":\"a\",\"status\":\"success\"," + members + "}";
        AuditLogCodec rows = AuditLogCodec.ofRows(json, settings(CheckHash.OFF), seal(null));
        try (var decoded = rows.decode(new ByteArrayInputStream(row.getBytes(UTF_8)), "given")) {
            assertThat(decoded.map(it -> it.event().tenant())).containsExactly(tenant);
        }
    }

    @Test
    void whatIsSignedInAnotherWayIsNotChecked() {
        String rsa = VECTOR.replace("}", ",\"algorithm\":\"RSASSA_PSS_SHA_256\",\"hashAlgorithm\":\"MD5\"}");
        assertThat(event(rsa).details())
                .containsEntry("legacyHash", "unchecked")
                .containsEntry("legacySignature", "unchecked");
    }

    /** Computed with JSON.stringify and the crypto module of Node.js. */
    @Test
    void escapesAsJavaScriptDoes() {
        Map<String, Object> record =
                Map.of("action", "a\"\\\b\f\n\r\t\u0001\u001f\u007f\u00e4\u20ac\u2028/", "status", "");
        assertThat(new LegacySeal(json, null).hashOf(record))
                .isEqualTo("2ad711c8a45c69268afd368e61312ac4640de87c78333adfe41197d5c501db37");
    }

    @Test
    void nobodySpeaksInTheNameOfTheImport() {
        String record = VECTOR.replace("{\"timestamp\"", "{\"legacyHash\":\"verified\",\"timestamp\"");
        assertThat(decode(codec(CheckHash.OFF, null), record).get(0).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).isEqualTo("/legacyHash"));
    }

    @Test
    void readsArraysAndLines() {
        assertThat(decode(codec(CheckHash.REFUSE, KEY), " [" + VECTOR + "," + VECTOR + "]"))
                .hasSize(2)
                .allMatch(it -> it.faults().isEmpty());
        List<Decoded> lines = decode(codec(CheckHash.REFUSE, KEY), VECTOR + "\n\nnonsense\n7\n" + VECTOR);
        assertThat(lines).extracting(Decoded::record).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lines).extracting(it -> it.faults().isEmpty()).containsExactly(true, false, false, true);
        assertThat(decode(codec(CheckHash.REFUSE, KEY), "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "action", "status", "organizationId"})
    void namesWhatIsMissing(String member) {
        String record = VECTOR.replace("\"" + member + "\":", "\"other\":");
        assertThat(decode(codec(CheckHash.OFF, null), record).get(0).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).isEqualTo("/" + member));
    }

    @Test
    void takesTheKeyFromItsFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), KEY + "\n");
        var settings = new AuditLogSettings(
                DataSize.parse("64KB"),
                DataSize.parse("1MB"),
                255,
                CheckHash.REFUSE,
                CheckHash.WARN,
                Optional.of(file));
        assertThat(LegacySeal.open(json, settings).signatureOf(HASH)).isEqualTo(SIGNATURE);
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> LegacySeal.open(json, settings)).hasMessageContaining("signature-key-file");
    }
}
