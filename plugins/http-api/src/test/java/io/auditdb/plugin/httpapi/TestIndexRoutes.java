package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestIndexRoutes {
    private static final String COUNTS =
            "\"scans\":3,\"tuplesRead\":40,\"tuplesFetched\":20,\"bytes\":8192,\"lastUsed\":\"2024-05-01T00:00:00Z\"";

    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> apply(String body) throws IOException, InterruptedException {
        return api.post("/v1/indexes/apply", "operate", "application/json", body.replace('\'', '"'));
    }

    @Test
    void showsHowIndexesAreUsedAltogetherAndByPartition() throws Exception {
        assertThat(api.get("/v1/indexes", "operate").body())
                .isEqualTo("{\"indexes\":[{\"index\":\"audit_event_action\","
                        + "\"definition\":\"btree (tenant, action, occurred_at)\",\"origin\":\"declared\"," + COUNTS
                        + ",\"partitions\":[{\"partition\":\"audit_event_2024_05\",\"index\":\"action_05\",\"valid\":true,"
                        + COUNTS + "}]}]}");
    }

    @Test
    void advisesWithTheEvidence() throws Exception {
        assertThat(api.get("/v1/indexes/advice", "operate").body())
                .isEqualTo("{\"since\":\"2024-05-01T00:00:00Z\",\"querySource\":\"_system\","
                        + "\"querySince\":\"2024-05-01T00:00:00Z\",\"advice\":[{\"action\":\"add\","
                        + "\"index\":\"audit_event_action\",\"definition\":\"btree (tenant, action, occurred_at)\","
                        + "\"partitions\":[\"audit_event_2024_05\"],\"reason\":\"asked for\",\"evidence\":{\"scans\":0,"
                        + "\"tuplesRead\":0,\"tuplesFetched\":0,\"bytes\":0,\"lastUsed\":null,\"bytesPerRow\":41,"
                        + "\"rowsPerDay\":1000,\"costBasis\":\"estimated\",\"queries\":[{\"filters\":[\"action\"],"
                        + "\"calls\":7,\"meanMicros\":2000}],\"hypothesis\":\"cost 9 instead of 90\"}}],"
                        + "\"remarks\":[\"a remark\"]}");
    }

    @Test
    void appliesWithTheStatementsAndDropsOnlyWhenTold() throws Exception {
        assertThat(apply("{'dryRun':true}").body())
                .isEqualTo(
                        "{\"dryRun\":true,\"steps\":[{\"partition\":\"audit_event_2024_05\",\"action\":\"add-index\","
                                + "\"subject\":\"action_05\",\"reason\":\"asked for\",\"outcome\":\"planned\","
                                + "\"statements\":[\"CREATE INDEX CONCURRENTLY action_05\"]}]}");
        assertThat(api.indexes.applied).isEqualTo("false true");
        assertThat(apply("{'drop':true}").body()).contains("\"outcome\":\"done\"");
        assertThat(api.indexes.applied).isEqualTo("true false");
        assertThat(apply("{'drop':'yes','force':true}").body()).contains("\"/drop\"", "\"/force\"");
    }
}
