package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestPartitionRoutes {
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
        return api.post("/v1/partitions" + path, "operate", "application/json", body.replace('\'', '"'));
    }

    @Test
    void listsWithBoundsAndStates() throws Exception {
        Map<String, Object> answer = api.object(api.get("/v1/partitions", "operate"));
        assertThat(answer).containsEntry("interval", "monthly");
        var sealed = new LinkedHashMap<String, Object>();
        sealed.put("name", "audit_event_2024_05");
        sealed.put("from", "2024-05-01T00:00:00Z");
        sealed.put("to", "2024-06-01T00:00:00Z");
        sealed.put("default", false);
        sealed.put("state", "sealed");
        sealed.put("goal", "dropped");
        sealed.put("bytes", 4096L);
        sealed.put("estimatedRows", 7L);
        var rest = new LinkedHashMap<>(sealed);
        rest.putAll(Map.of("name", "rest", "default", true, "state", "attached", "bytes", 0L, "estimatedRows", 0L));
        rest.put("from", null);
        rest.put("to", null);
        rest.put("goal", null);
        assertThat(answer.get("partitions")).isEqualTo(List.of(sealed, rest));
    }

    @Test
    void analyzesWithTheEvidence() throws Exception {
        Map<String, Object> answer = api.object(api.get("/v1/partitions/analysis", "operate"));
        assertThat(answer).containsEntry("bytesPerDay", 132L).containsEntry("interval", "monthly");
        assertThat(answer.get("advice"))
                .isEqualTo(List.of(Map.of(
                        "kind", "partition-default",
                        "subject", "rest",
                        "recommendation", "drain it",
                        "evidence", "7 rows",
                        "statements", List.of())));
    }

    @Test
    void makesARangeByTheIntervalAskedForOrConfiguredOrAsOne() throws Exception {
        var range = new PartitionRange(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));
        String bounds = "{'from':'2020-01-01T00:00:00Z','to':'2021-01-01T01:00:00+01:00'";
        HttpResponse<String> response = post("", bounds + ",'interval':'weekly','dryRun':true}");
        assertThat(response.body())
                .contains("\"dryRun\":true", "\"action\":\"create\"", "\"outcome\":\"planned\"", "\"subject\":null");
        assertThat(api.partitions.ordered)
                .isEqualTo(new PartitionOrder(range, Optional.of(PartitionInterval.parse("weekly"))));
        assertThat(api.partitions.dry).isTrue();
        post("", bounds + "}");
        assertThat(api.partitions.ordered.interval()).contains(PartitionInterval.parse("monthly"));
        assertThat(api.partitions.dry).isFalse();
        post("", bounds + ",'interval':'custom'}");
        assertThat(api.partitions.ordered.interval()).isEmpty();
    }

    @Test
    void namesEveryFaultOfAnOrder() throws Exception {
        HttpResponse<String> response = post("", "{'from':'2020-01','interval':'hourly','dryrun':true}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"/from\"", "\"/to\"", "\"/interval\"", "\"/dryrun\"", "or custom");
        assertThat(post("", "{'from':'2021-01-01T00:00:00Z','to':'2020-01-01T00:00:00Z'}")
                        .body())
                .contains("must be later than from");
        assertThat(post("/cleanup", "{}").body()).contains("\"/before\"", "is missing");
        assertThat(api.partitions.ordered).isNull();
        assertThat(api.partitions.before).isNull();
    }

    @Test
    void maintainsDrainsAndCleansUp() throws Exception {
        assertThat(post("/maintain", "{}").body())
                .contains("\"action\":\"add-index\"", "\"subject\":\"audit_event_time\"");
        assertThat(post("/drain", "{'dryRun':true}").body()).contains("\"action\":\"drain\"", "\"dryRun\":true");
        assertThat(post("/cleanup", "{'before':'2020-01-01T00:00:00Z'}").body()).contains("\"outcome\":\"done\"");
        assertThat(api.partitions.before).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    }
}
