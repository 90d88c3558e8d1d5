package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestConfigurationRoutes {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> set(String right, String body) throws Exception {
        return api.post("/v1/configuration/settings", right, "application/json", body);
    }

    @Test
    void putsTheEditedFileIntoForce() throws Exception {
        assertThat(api.post("/v1/configuration/apply", "operate", "application/json", "{\"dryRun\":true}")
                        .body())
                .isEqualTo("{\"changes\":[{\"subject\":\"cache-local\",\"kind\":\"swap\",\"detail\":\"size\"}]}");
    }

    @Test
    void setsAndRemovesSettings() throws Exception {
        HttpResponse<String> answer = set(
                "admin",
                "{\"settings\":{\"cache.ttl\":\"2m\",\"http.port\":8621,\"a.list\":[\"x\",2],\"a.none\":null}}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("{\"subject\":\"http.port\",\"kind\":\"restart\",\"detail\":\"\"}")
                .doesNotContain("8621");
        assertThat(api.configuration.settings)
                .isEqualTo(Map.of(
                        "cache.ttl", Optional.of("2m"),
                        "http.port", Optional.of("8621"),
                        "a.list", Optional.of("x,2"),
                        "a.none", Optional.empty()));
    }

    @Test
    void changesNothingWhenItOnlyTries() throws Exception {
        assertThat(set("admin", "{\"settings\":{\"cache.ttl\":\"2m\"},\"dryRun\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.configuration.settings).isEmpty();
    }

    @Test
    void saysWhatCannotBeUsed() throws Exception {
        assertThat(set("operate", "{\"settings\":{}}").statusCode()).isEqualTo(403);
        assertThat(set("admin", "{}").body()).contains("/settings", "must be an object of settings");
        HttpResponse<String> nested =
                set("admin", "{\"settings\":{\"a/b\":{},\"c\":[[1]],\"d\":[\"x,y\"]},\"drRun\":true}");
        assertThat(nested.statusCode()).isEqualTo(400);
        assertThat(nested.body()).contains("/settings/a~1b", "/settings/c", "/settings/d", "/drRun", "dryRun");
    }
}
