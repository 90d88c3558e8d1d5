package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestFailureRoutes {
    private static final String GROUP = "{\"fingerprint\":\"00ff00ff00ff00ff\",\"category\":\"connection\","
            + "\"severity\":\"high\",\"action\":\"reconnect\",\"code\":\"DATABASE_UNAVAILABLE\","
            + "\"type\":\"java.net.ConnectException\",\"sqlState\":\"08001\","
            + "\"message\":\"The database cannot be reached or refuses work (SQLSTATE 08001)\",\"count\":7,"
            + "\"first\":\"2026-03-01T10:00:00Z\",\"last\":\"2026-03-01T10:01:00Z\",\"trend\":\"rising\","
            + "\"perMinute\":[0,7],\"frames\":[\"kernel.store.EventStatements.readOnce\"],"
            + "\"context\":{\"operation\":\"GET /v1/events\",\"tenant\":\"clinic\",\"principal\":\"0a1b2c3d4e5f\","
            + "\"instance\":\"17@host\",\"correlationId\":\"visit-1\"}}";

    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void listsErrorsAndShowsOne() throws Exception {
        assertThat(api.get("/v1/errors", "operate").body())
                .isEqualTo("{\"since\":\"2026-03-01T10:00:00Z\",\"forgotten\":3,\"errors\":[" + GROUP + "]}");
        assertThat(api.get("/v1/errors/00ff00ff00ff00ff", "operate").body()).isEqualTo(GROUP);
        assertThat(api.get("/v1/errors/none", "operate").statusCode()).isEqualTo(404);
        assertThat(api.get("/v1/errors?limit=1", "operate").statusCode()).isEqualTo(400);
    }

    @Test
    void listsBreakersAndResetsOne() throws Exception {
        assertThat(api.get("/v1/breakers", "operate").body())
                .startsWith("{\"breakers\":[{\"name\":\"cache:redis\",\"state\":\"half-open\","
                        + "\"since\":\"2026-03-01T10:00:00Z\",\"retryAfterMillis\":1500,\"failures\":10,\"refused\":20,"
                        + "\"transitions\":[{\"at\":\"2026-03-01T10:00:00Z\",\"from\":\"open\",\"to\":\"half-open\","
                        + "\"reason\":\"it is time to try it\"}]},{");
        HttpResponse<String> done = api.post("/v1/breakers/cache:redis/reset", "operate", "application/json", "{}");
        assertThat(done.statusCode()).isEqualTo(204);
        assertThat(api.failures.reset).isEqualTo("cache:redis");
        assertThat(api.post("/v1/breakers/x/reset", "operate", "application/json", "{\"a\":1}")
                        .body())
                .contains("\"/a\"");
    }
}
