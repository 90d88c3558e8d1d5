package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TestMetricStream {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    /** Reads so many of them, and goes. */
    private List<String> data(String path, int count) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(api.request(path, "operate").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        var data = new ArrayList<String>();
        try (var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            while (data.size() < count) {
                String line = reader.readLine();
                if (line.startsWith("data: ")) {
                    data.add(line.substring("data: ".length()));
                }
            }
        }
        return data;
    }

    @Test
    void sendsTheFiguresThatAreAskedForAgainAndAgain() throws Exception {
        List<String> data = data("/v1/stream/metrics?name=auditdb_pool_*&name=auditdb_seconds&interval=1s", 2);
        assertThat(data)
                .allSatisfy(it -> assertThat(it)
                        .startsWith("{\"at\":\"")
                        .contains("{\"name\":\"auditdb_pool_size\",\"labels\":{\"pool\":\"read\"},\"value\":")
                        .contains("{\"name\":\"auditdb_seconds\",\"labels\":{},\"count\":2,\"sum\":3,"
                                + "\"quantiles\":{\"0.5\":1.5}}")
                        .doesNotContain("auditdb_other"));
        assertThat(data("/v1/stream/metrics", 1).get(0)).contains("auditdb_other", "\"value\":null");
    }

    @Test
    void saysWhatIsWrongAndLetsOnlyOperatorsSee() throws Exception {
        HttpResponse<String> answer = api.get("/v1/stream/metrics?interval=1ms&tenant=t", "operate");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("must be between 1s and 1h", "tenant");
        assertThat(api.get("/v1/stream/metrics", "read").statusCode()).isEqualTo(403);
    }

    @Test
    void lessReadAtATimeThanMayRead() throws Exception {
        var opened = new ArrayList<InputStream>();
        for (int i = 0; i < TestingApi.SETTINGS.maxMetricStreams(); i++) {
            opened.add(HttpClient.newHttpClient()
                    .send(
                            api.request("/v1/stream/metrics", "operate").build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body());
        }
        HttpResponse<String> refused = api.get("/v1/stream/metrics", "operate");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("plugins.http-api.max-metric-streams");
        for (InputStream each : opened) {
            each.close();
        }
    }
}
