package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestLimitRoutes {
    private static final String PRIMARY = "{\"component\":\"breaker:primary\",\"section\":\"resilience.primary\","
            + "\"limits\":[{\"name\":\"failures\",\"value\":\"7\",\"configured\":\"5\",\"description\":\"Failures\"}]}";

    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> change(String component, String body) throws Exception {
        return api.post("/v1/limits/" + component, "operate", "application/json", body);
    }

    @Test
    void showsLimitsAndChangesThem() throws Exception {
        assertThat(api.get("/v1/limits", "operate").body()).isEqualTo("{\"components\":[" + PRIMARY + "]}");
        HttpResponse<String> changed = change("breaker:primary", "{\"failures\":9,\"window\":\"1m\",\"x\":true}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{\"before\":" + PRIMARY + "}");
        assertThat(api.limits.changes).isEqualTo(Map.of("failures", "9", "window", "1m", "x", "true"));
    }

    @Test
    void saysWhatCannotBeUsed() throws Exception {
        assertThat(change("breaker:none", "{}").statusCode()).isEqualTo(404);
        assertThat(change("breaker:primary", "[]").statusCode()).isEqualTo(400);
        assertThat(change("breaker:primary", "{\"failures\":{},\"window\":[]}").body())
                .contains("failures", "window", "must be a text, a number, true or false");
        assertThat(api.get("/v1/limits?component=x", "operate").statusCode()).isEqualTo(400);
    }

    @Test
    void listsReplicasWithWhatStandsBeforeThem() throws Exception {
        assertThat(api.get("/v1/replicas", "operate").body())
                .isEqualTo("{\"replicas\":[{\"name\":\"one\",\"healthy\":true,\"problem\":null,"
                        + "\"since\":\"2026-03-01T10:00:00Z\",\"breaker\":\"closed\",\"timeline\":2,\"replayed\":123,"
                        + "\"lagMillis\":40.0,\"lagBytes\":56,\"latencyMillis\":0.789,\"active\":3,\"max\":8,\"reads\":10},"
                        + "{\"name\":\"two\",\"healthy\":false,\"problem\":\"does not answer\","
                        + "\"since\":\"2026-03-01T10:00:00Z\",\"breaker\":\"closed\",\"timeline\":null,"
                        + "\"replayed\":null,\"lagMillis\":null,\"lagBytes\":null,\"latencyMillis\":null,\"active\":0,"
                        + "\"max\":2,\"reads\":0}],\"primaryReads\":4,\"fallbacks\":1}");
    }
}
