package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.RetentionPolicy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestRetentionRoutes {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return api.post(path, "operate", "application/json", body.replace('\'', '"'));
    }

    @Test
    void placesListsAndReleasesHolds() throws Exception {
        HttpResponse<String> placed = post(
                "/v1/holds",
                "{'tenant':'a','principal':'b','subject':'c','targetType':'d','targetId':'e',"
                        + "'from':'2024-05-01T02:00:00+02:00','to':'2024-06-01T00:00:00Z','issuer':'court','reason':'x'}");
        assertThat(placed.statusCode()).isEqualTo(201);
        assertThat(api.holds.placed)
                .isEqualTo(
                        new HoldScope("a", "b", "c", "d", "e", FakeHolds.MAY, Instant.parse("2024-06-01T00:00:00Z")));
        assertThat(api.object(placed))
                .containsEntry("id", FakeLedger.KNOWN.toString())
                .containsEntry("from", "2024-05-01T00:00:00Z")
                .containsEntry("issuer", "court")
                .containsEntry("release", null);
        assertThat(api.get("/v1/holds?released=true", "operate").body()).contains("\"subject\":\"patient-1\"");
        assertThat(api.holds.released).isTrue();
        Map<String, Object> released =
                api.object(post("/v1/holds/" + FakeLedger.KNOWN + "/release", "{'reason':'settled'}"));
        assertThat(released.get("release"))
                .isEqualTo(Map.of("by", "operate", "reason", "settled", "at", "2024-05-01T00:00:00Z"));
    }

    @Test
    void namesEveryFaultOfAHold() throws Exception {
        HttpResponse<String> response = post("/v1/holds", "{'patient':'x','from':'May'}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"/patient\"", "\"/from\"", "\"/issuer\"", "\"/reason\"");
        assertThat(post("/v1/holds/x/release", "{'reason':'x'}").statusCode()).isEqualTo(400);
        assertThat(post("/v1/holds/" + FakeLedger.KNOWN + "/release", "{}").body())
                .contains("\"/reason\"");
        assertThat(api.get("/v1/holds?released=maybe", "operate").statusCode()).isEqualTo(400);
        assertThat(api.holds.placed).isNull();
    }

    @Test
    void listsAddsAndChangesPolicies() throws Exception {
        Map<String, Object> answer = api.object(api.get("/v1/retention/policies", "operate"));
        assertThat(answer.get("floors"))
                .isEqualTo(List.of(Map.of("classification", "PHI", "minimum", "P6Y", "source", "the law")));
        String policy = "{'name':'brief','classification':'PUBLIC','default':true,'archiveAfter':null,"
                + "'deleteAfter':'P90D','minimum':'P30D','description':'short'}";
        assertThat(answer.get("policies")).isEqualTo(List.of(api.json.read(policy.replace('\'', '"'))));
        assertThat(post("/v1/retention/policies", policy).statusCode()).isEqualTo(201);
        assertThat(api.retention.written).isEqualTo(FakeRetention.POLICY);
        HttpResponse<String> changed =
                post("/v1/retention/policies/brief", "{'classification':'PUBLIC','description':'short'}");
        assertThat(changed.statusCode()).isEqualTo(200);
        RetentionPolicy written = api.retention.written;
        assertThat(written.name()).isEqualTo("brief");
        assertThat(written.isDefault()).isFalse();
        assertThat(written.deleteAfter()).isEqualTo(Optional.empty());
    }

    @Test
    void namesEveryFaultOfAPolicy() throws Exception {
        assertThat(post("/v1/retention/policies", "{'classification':'SECRET','deleteAfter':'7 years'}")
                        .body())
                .contains("\"/name\"", "\"/classification\"", "\"/deleteAfter\"", "\"/description\"");
        assertThat(post("/v1/retention/policies/brief", "{'name':'other','classification':'PHI','description':'x'}")
                        .body())
                .contains("\"/name\"", "cannot be changed");
        assertThat(api.retention.written).isNull();
    }

    @Test
    void saysWhatAppliesAndPlans() throws Exception {
        Map<String, Object> applied = api.object(
                api.get("/v1/retention/applies?classification=phi&policy=brief&at=2024-05-01T00:00:00Z", "operate"));
        assertThat(api.retention.asked).isEqualTo("PHI brief 2024-05-01T00:00:00Z");
        assertThat(applied)
                .containsEntry("reason", "because")
                .containsEntry("archiveAt", null)
                .containsEntry("deleteAt", "2024-05-01T00:00:00Z");
        assertThat(api.get("/v1/retention/applies?at=x", "operate").body()).contains("\"classification\"", "\"at\"");
        assertThat(api.get("/v1/retention/plan", "operate").body())
                .contains("\"rows\":9,\"past\":8,\"held\":2,\"vetoed\":1,\"action\":\"thin\"", "5 of 9");
    }

    @Test
    void appliesThePlan() throws Exception {
        assertThat(api.post("/v1/retention/apply", "operate", "application/json", "{\"dryRun\":true}")
                        .body())
                .contains("\"dryRun\":true", "\"outcome\":\"planned\",\"removed\":0,\"problem\":null");
        assertThat(api.post("/v1/retention/apply", "operate", "application/json", "{}")
                        .body())
                .contains("\"dryRun\":false", "\"outcome\":\"failed\",\"removed\":3,\"problem\":\"why\"");
        assertThat(api.post("/v1/retention/apply", "operate", "application/json", "{\"before\":1}")
                        .statusCode())
                .isEqualTo(400);
    }
}
