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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** On real records; the folder holds their licence. */
class TestCloudTrailCodec {
    private static final Path SAMPLES = Path.of("src/test/resources/cloudtrail");
    private static final int SAMPLE_RECORDS = 53;
    private static final RecordSettings LIMITS = new RecordSettings(DataSize.parse("4MB"), DataSize.parse("2GB"), 255);

    private final StrictJson json = new StrictJson();
    private final CloudTrailCodec codec = new CloudTrailCodec(json, LIMITS);

    @Test
    void everyRecordOfEveryFileBecomesAnEvent() {
        List<Decoded> decoded = samples();
        assertThat(decoded)
                .hasSize(SAMPLE_RECORDS)
                .allSatisfy(item -> assertThat(item.faults()).isEmpty());
        assertThat(new HashSet<>(decoded.stream().map(item -> item.event().id()).toList()))
                .hasSize(SAMPLE_RECORDS);
    }

    @Test
    void nothingOfARecordIsLost() {
        var originals = new ArrayList<Object>();
        for (Path file : files()) {
            json.elements(new ByteArrayInputStream(bytes(file)), "Records").forEachRemaining(originals::add);
        }
        var details =
                samples().stream().map(item -> (Object) item.event().details()).toList();
        assertThat(details).isEqualTo(originals);
        assertThat(json.write(details)).isEqualTo(json.write(originals));
    }

    @Test
    void recordsAreNumberedWithinTheirFile() {
        Path file = SAMPLES.resolve("218007301253_CloudTrail_us-east-1_20230710T1230Z_soULWstxp7lqsODg.json");
        assertThat(decode(bytes(file))).extracting(Decoded::record).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aCallOfAUserIsMappedMemberByMember() {
        AuditEvent event = event("70e5932e-9022-4b38-837e-ca10dad94eb7");
        assertThat(event.action()).isEqualTo("signin.ConsoleLogin");
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2023-07-10T12:23:15Z"));
        assertThat(event.tenant()).isEqualTo("123837392027");
        assertThat(event.status()).isEqualTo(Status.SUCCESS);
        assertThat(event.classification()).contains(Classification.CONFIDENTIAL);
        assertThat(event.source()).contains("signin.amazonaws.com/us-east-1");
        var principal = event.principal().orElseThrow();
        assertThat(principal.id()).isEqualTo("arn:aws:iam::123837392027:user/stratus-red-team-nmfalu-gfjyeaypjt");
        assertThat(principal.type()).isEqualTo("IAMUser");
        assertThat(principal.name()).isEqualTo("stratus-red-team-nmfalu-gfjyeaypjt");
        assertThat(event.session().orElseThrow().ip()).isEqualTo("192.168.10.20");
        assertThat(event.target().orElseThrow().type()).isEqualTo("signin");
        assertThat(event.subject()).isEmpty();
    }

    @Test
    void everyFailedCallIsAFailureWithItsReason() {
        for (Decoded item : samples()) {
            Object code = item.event().details().get("errorCode");
            assertThat(item.event().status()).isEqualTo(code == null ? Status.SUCCESS : Status.FAILURE);
            if (code != null) {
                assertThat(item.event().outcome().orElseThrow()).startsWith(code + ": ");
            } else {
                assertThat(item.event().outcome()).isEmpty();
            }
        }
    }

    @Test
    void aFailedSignInIsAFailureThoughItHasNoErrorCode() {
        var record = with(Map.of("responseElements", Map.of("ConsoleLogin", "Failure")));
        assertThat(only(record).status()).isEqualTo(Status.FAILURE);
        assertThat(only(with(Map.of("errorCode", "AccessDenied"))).outcome()).contains("AccessDenied");
        assertThat(only(with(Map.of("errorMessage", "No"))).outcome()).contains("No");
    }

    @Test
    void principalsOfOtherKindsAreNamedAsAwsNamesThem() {
        assertPrincipal(
                Map.of("type", "AWSService", "invokedBy", "rds.amazonaws.com"),
                "rds.amazonaws.com",
                "rds.amazonaws.com");
        assertPrincipal(
                Map.of("type", "Root", "arn", "arn:aws:iam::1:root", "principalId", "1"),
                "arn:aws:iam::1:root",
                "root");
        assertPrincipal(
                Map.of(
                        "type",
                        "AssumedRole",
                        "arn",
                        "arn:aws:sts::1:assumed-role/reader/session",
                        "sessionContext",
                        Map.of("sessionIssuer", Map.of("userName", "reader"))),
                "arn:aws:sts::1:assumed-role/reader/session",
                "reader");
        assertPrincipal(Map.of("type", "SAMLUser", "principalId", "x:y", "userName", "ann"), "x:y", "ann");
        assertPrincipal(Map.of("type", "AWSAccount", "accountId", "42"), "42", null);
        assertPrincipal(Map.of("type", "IdentityCenterUser", "onBehalfOf", Map.of("userId", "u-1")), "u-1", null);
        assertThat(only(with(Map.of("userIdentity", Map.of("type", "Unknown")))).principal())
                .isEmpty();
    }

    @Test
    void theTargetIsTheFirstResourceElseAKnownParameterElseTheService() {
        var bucket = Map.of("ARN", "arn:aws:s3:::logs", "type", "AWS::S3::Bucket", "accountId", "1");
        assertTarget(
                Map.of("resources", List.of(bucket, Map.of("ARN", "arn:aws:s3:::other"))),
                "AWS::S3::Bucket",
                "arn:aws:s3:::logs");
        var untyped = Map.of("ARN", "arn:aws:ssm:us-east-1:1:parameter/x");
        assertTarget(Map.of("resources", List.of(untyped)), "ssm", "arn:aws:ssm:us-east-1:1:parameter/x");
        assertTarget(
                Map.of("requestParameters", Map.of("roleName", "reader", "policyArn", "p")),
                "AWS::IAM::Role",
                "reader");
        assertTarget(Map.of("requestParameters", Map.of("vpcId", "not an iam parameter")), "iam", null);
    }

    @Test
    void anIdTooLongToBeMappedStaysInTheDetails() {
        String arn = "arn:aws:s3:::bucket/" + "x".repeat(300);
        var resource = Map.of("ARN", arn, "type", "AWS::S3::Object");
        var identity = Map.of("arn", arn, "principalId", "AIDA1");
        AuditEvent event = only(with(Map.of("resources", List.of(resource), "userIdentity", identity)));
        assertThat(event.target().orElseThrow().type()).isEqualTo("AWS::S3::Object");
        assertThat(event.target().orElseThrow().id()).isNull();
        assertThat(event.principal().orElseThrow().id()).isEqualTo("AIDA1");
        assertThat(event.details()).containsEntry("resources", List.of(resource));
    }

    @Test
    void theCodecsTenantWinsOverTheAccount() {
        assertThat(codec.decode(input(with(Map.of())), "clinic")
                        .findFirst()
                        .orElseThrow()
                        .event()
                        .tenant())
                .isEqualTo("clinic");
    }

    @Test
    void everythingWrongWithARecordIsReportedAndTheNextIsRead() {
        var broken = with(Map.of("eventID", "1-1-1-1-1", "eventTime", "yesterday", "eventName", ""));
        broken.remove("recipientAccountId");
        broken.put("eventSource", 7L);
        var decoded = decode(file(broken, "text", with(Map.of())));
        assertThat(decoded).hasSize(3);
        assertThat(decoded.get(0).faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "/eventID", "/eventTime", "/eventName", "/recipientAccountId", "/eventSource");
        assertThat(decoded.get(1).faults()).containsExactly(new Fault("", "a record must be an object"));
        assertThat(decoded.get(2).event()).isNotNull();
    }

    @Test
    void aMemberOfAnUnexpectedTypeStaysInTheDetailsUnmapped() {
        AuditEvent event = only(with(Map.of("sourceIPAddress", 4L, "resources", "none", "userIdentity", List.of())));
        assertThat(event.session()).isEmpty();
        assertThat(event.principal()).isEmpty();
        assertThat(event.details()).containsEntry("sourceIPAddress", 4L).containsEntry("resources", "none");
    }

    @Test
    void gzipIsRecognised() throws IOException {
        assertThat(decode(gzip(file(with(Map.of())))))
                .hasSize(1)
                .allSatisfy(item -> assertThat(item.event()).isNotNull());
    }

    @Test
    void whatCannotBeReadFurtherEndsWithALastFault() throws IOException {
        byte[] whole = file(with(Map.of()), with(Map.of()));
        var cut = decode(Arrays.copyOf(whole, whole.length - 40));
        assertThat(cut).hasSize(2);
        assertThat(cut.get(1).faults().get(0).problem()).contains("ends too early");
        assertThat(cut.get(1).record()).isEqualTo(2);

        byte[] packed = gzip(whole);
        assertThat(decode(Arrays.copyOf(packed, packed.length / 2)).get(0).faults())
                .containsExactly(new Fault("", "the gzip data is damaged or cut off"));
        assertThat(decode("{\"Events\":[]}".getBytes(UTF_8))
                        .get(0)
                        .faults()
                        .get(0)
                        .problem())
                .contains("no member Records");
        assertThat(decode(new byte[0]).get(0).faults()).isNotEmpty();
    }

    @Test
    void limitsOnARecordAndOnTheWholeHold() throws IOException {
        var small = new CloudTrailCodec(json, new RecordSettings(DataSize.parse("64KB"), DataSize.parse("100KB"), 255));
        var large = with(Map.of("requestParameters", Map.of("text", "x".repeat(90_000))));
        assertThat(small.decode(input(large), null)
                        .toList()
                        .get(0)
                        .faults()
                        .get(0)
                        .problem())
                .contains("larger than 64KB", "max-record-size");
        var medium = with(Map.of("requestParameters", Map.of("text", "x".repeat(40_000))));
        byte[] bomb = gzip(file(medium, medium, medium));
        var decoded = small.decode(new ByteArrayInputStream(bomb), null).toList();
        assertThat(decoded.get(decoded.size() - 1).faults().get(0).problem())
                .contains("larger than 100KB", "max-input-size");
    }

    @Test
    void aBrokenSourceIsNotTheFaultOfARecord() {
        assertThatThrownBy(() -> codec.decode(new BrokenInput(), null).toList())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("connection reset");
    }

    private void assertPrincipal(Map<String, Object> identity, String id, String name) {
        var principal = only(with(Map.of("userIdentity", identity))).principal().orElseThrow();
        assertThat(principal.id()).isEqualTo(id);
        assertThat(principal.type()).isEqualTo(identity.get("type"));
        assertThat(principal.name()).isEqualTo(name);
    }

    private void assertTarget(Map<String, Object> members, String type, String id) {
        var target = only(with(members)).target().orElseThrow();
        assertThat(target.type()).isEqualTo(type);
        assertThat(target.id()).isEqualTo(id);
    }

    private AuditEvent event(String id) {
        return samples().stream()
                .map(Decoded::event)
                .filter(event -> event.id().toString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<Decoded> samples() {
        return files().stream().flatMap(file -> decode(bytes(file)).stream()).toList();
    }

    private List<Decoded> decode(byte[] file) {
        return codec.decode(new ByteArrayInputStream(file), null).toList();
    }

    private AuditEvent only(Map<String, Object> record) {
        return decode(file(record)).get(0).event();
    }

    private InputStream input(Map<String, Object> record) {
        return new ByteArrayInputStream(file(record));
    }

    private byte[] file(Object... records) {
        return json.write(Map.of("Records", List.of(records))).getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** The smallest usable record, with these members added or replaced. */
    private static Map<String, Object> with(Map<String, Object> members) {
        var record = new LinkedHashMap<String, Object>();
        record.put("eventID", "11111111-2222-4333-8444-555555555555");
        record.put("eventTime", "2023-07-10T12:00:00Z");
        record.put("eventSource", "iam.amazonaws.com");
        record.put("eventName", "GetUser");
        record.put("recipientAccountId", "123837392027");
        record.putAll(members);
        return record;
    }

    private static List<Path> files() {
        try (var files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class BrokenInput extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }
}
