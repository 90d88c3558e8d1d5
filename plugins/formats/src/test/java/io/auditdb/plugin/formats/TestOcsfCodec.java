package io.auditdb.plugin.formats;

import static io.auditdb.plugin.formats.CodecBench.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestOcsfCodec {
    private static final String API = """
            {"class_uid":6003,"category_uid":6,"activity_id":2,"type_uid":600302,"severity_id":1,"time":1772350200123,
            "status_id":2,"status_detail":"denied","metadata":{"version":"1.3.0","uid":"e-1","correlation_uid":"c-1",
            "product":{"name":"CloudTrail","vendor_name":"AWS"}},
            "actor":{"user":{"uid":"u-1","name":"alice","type":"User"},"session":{"uid":"s-1"}},
            "api":{"operation":"GetObject","service":{"name":"s3.amazonaws.com"}},
            "src_endpoint":{"ip":"192.0.2.9"},"http_request":{"user_agent":"aws-cli"},
            "resources":[{"type":"bucket","uid":"arn:aws:s3:::x"}],"unmapped":{"n":1.25}}
            """;

    /** What each class requires besides what all do. */
    private static final Map<String, List<String>> REQUIRED = Map.of(
            "3002", List.of("user", "service"),
            "3004", List.of("entity"),
            "6003", List.of("actor", "api", "src_endpoint"),
            "6005", List.of("actor", "src_endpoint", "database"));

    private final CodecBench bench = new CodecBench(codec(Optional.empty()));

    private static OcsfCodec codec(Optional<OcsfAttestation> attestation) {
        return new OcsfCodec(
                "ocsf",
                CodecBench.JSON,
                CodecBench.LIMITS,
                CodecBench.CARRIED,
                new OcsfWriter(CodecBench.CARRIED, event -> attestation));
    }

    private static Map<?, ?> parsed(String text) {
        return (Map<?, ?>) CodecBench.JSON.read(text);
    }

    @Test
    void mapsWhatTheClassSays() {
        AuditEvent event = bench.event(API);
        assertThat(event.action()).isEqualTo("api.s3-amazonaws-com.GetObject");
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T07:30:00.123Z"));
        assertThat(event.status()).isEqualTo(Status.FAILURE);
        assertThat(event.outcome()).contains("denied");
        assertThat(event.principal()).contains(new Principal("u-1", "User", "alice"));
        assertThat(event.target()).contains(new Target("bucket", "arn:aws:s3:::x"));
        assertThat(event.session()).contains(new Session("s-1", "192.0.2.9", "aws-cli"));
        assertThat(event.correlationId()).contains("c-1");
        assertThat(event.source()).contains("CloudTrail");
        assertThat(event.details()).isEqualTo(parsed(API));
        assertThat(event.id()).isNotNull().isEqualTo(bench.event(API).id());
    }

    @ParameterizedTest
    @CsvSource({
        "3002,1,auth.login",
        "3002,2,auth.logout",
        "3004,4,bucket.delete",
        "6005,4,data.query",
        "4001,6,ocsf.4001.6"
    })
    void namesActionsByClassAndActivity(int type, int activity, String action) {
        String text = API.replace("6003", "" + type)
                .replace("\"activity_id\":2", "\"activity_id\":" + activity)
                .replace("\"resources\":[{", "\"entity\":{")
                .replace("}],\"unmapped\"", "},\"unmapped\"");
        assertThat(bench.event(text).action()).isEqualTo(action);
    }

    @Test
    void namesEveryFault() {
        assertThat(bench.read("{\"time\":\"now\"}", null).get(0).faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("/metadata/tenant_uid", "/class_uid", "/activity_id", "/time");
        assertThat(bench.read("[3]").get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("a record must be an object");
    }

    @Test
    void losesNothing() {
        assertThat(parsed(bench.written(recorded(bench.event(API))))).isEqualTo(parsed(API));
        bench.assertCarries(CodecBench.full());
        bench.assertCarries(CodecBench.least());
    }

    @ParameterizedTest
    @CsvSource({
        "auth.login,3002,1",
        "auth.reset,3002,99",
        "record.update,3004,3",
        "data.query,6005,4",
        "sync.now,6003,99"
    })
    void writesWhatTheClassRequires(String action, String type, int activity) {
        AuditEvent event = (action.startsWith("record") ? CodecBench.full() : CodecBench.least())
                .toBuilder().action(action).build();
        Map<?, ?> written = parsed(bench.written(recorded(event)));
        assertThat(written.get("class_uid")).hasToString(type);
        assertThat(written.get("activity_id")).isEqualTo((long) activity);
        assertThat(written.get("type_uid")).isEqualTo(100 * Long.parseLong(type) + activity);
        assertThat(written.keySet().stream().map(String::valueOf))
                .contains("category_uid", "severity_id", "time", "metadata")
                .containsAll(REQUIRED.get(type));
        assertThat(((Map<?, ?>) written.get("metadata")).keySet().stream().map(String::valueOf))
                .contains("product", "version");
    }

    @Test
    void carriesTheProofWhereItIsWanted() {
        var checkpoint = new Checkpoint("log.example/a", 8, new byte[32], "note", Instant.EPOCH);
        var proof = new InclusionProof(5, new byte[32], List.of(new byte[32]), checkpoint);
        var attestation = OcsfAttestation.of(proof, CodecBench.full().id());
        var attesting = new CodecBench(codec(Optional.of(attestation)));
        for (AuditEvent event : Set.of(CodecBench.full(), bench.event(API))) {
            Map<?, ?> written = parsed(attesting.written(recorded(event)));
            Map<?, ?> list = (Map<?, ?>) ((List<?>) written.get("attestation_list")).get(0);
            assertThat(list.get("chain_uid")).isEqualTo("log.example/a");
            assertThat(((Map<?, ?>) list.get("fingerprint")).get("value")).isEqualTo("0".repeat(64));
            assertThat((List<?>) ((Map<?, ?>) written.get("metadata")).get("profiles"))
                    .last()
                    .isEqualTo("record_integrity");
            assertThat(((Map<?, ?>) written.get("unmapped")).get("urn:audit-db:tlog-proof"))
                    .isEqualTo(proof.text());
        }
        attesting.assertCarries(CodecBench.full());
    }
}
