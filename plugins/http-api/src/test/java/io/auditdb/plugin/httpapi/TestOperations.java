package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.HealthCheck.Result;
import io.auditdb.api.operations.HealthCheck.Status;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plugins, tokens and health. */
class TestOperations {
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
    void pluginsAreListed() throws Exception {
        var plugins = (List<?>) api.object(api.get("/v1/plugins", "operate")).get("plugins");
        assertThat(plugins).hasSize(2);
        assertThat((Map<?, ?>) plugins.get(0))
                .isEqualTo(api.json.read("{\"name\":\"hello\",\"version\":\"1.0\",\"state\":\"AVAILABLE\",\"since\":"
                        + "\"1970-01-01T00:00:00Z\",\"reason\":null,\"extensions\":[\"Codec: 1\"],"
                        + "\"uses\":\"network\"}"));
    }

    @Test
    void aPluginIsEnabledDisabledAndSwapped() throws Exception {
        assertThat(api.object(operate("hello/enable"))).containsEntry("state", "ACTIVE");
        assertThat(api.object(operate("hello/swap"))).containsEntry("state", "ACTIVE");
        assertThat(api.object(operate("hello/disable"))).containsEntry("state", "AVAILABLE");
        assertThat(api.plugins.swapped).containsExactly("hello");
        assertThat(operate("nothing/enable").statusCode()).isEqualTo(404);
    }

    @Test
    void theInterfaceIsChangedAfterItHasAnswered() throws Exception {
        var response = operate("http-api/swap");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(api.object(response)).containsEntry("name", "http-api");
        assertThat(api.plugins.swapped.poll(10, TimeUnit.SECONDS)).isEqualTo("http-api");
    }

    @Test
    void aJarIsInstalledAndTheUploadIsNotKept() throws Exception {
        var response = api.post("/v1/plugins", "operate", "application/java-archive", "jar");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.plugins.installed).containsExactly('j', 'a', 'r');
        assertThat(api.directory).isEmptyDirectory();
    }

    @Test
    void whatCannotBeAJarIsNotInstalled() throws Exception {
        assertThat(api.post("/v1/plugins", "operate", "text/plain", "jar").statusCode())
                .isEqualTo(415);
        assertThat(api.post("/v1/plugins", "operate", "application/java-archive", "x".repeat(1025))
                        .statusCode())
                .isEqualTo(413);
        assertThat(api.plugins.installed).isNull();
        assertThat(api.directory).isEmptyDirectory();
    }

    @Test
    void aPluginIsRemoved() throws Exception {
        assertThat(delete("/v1/plugins/hello", "operate").statusCode()).isEqualTo(204);
        assertThat(api.plugins.states).doesNotContainKey("hello");
        assertThat(delete("/v1/plugins/hello", "operate").statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenIsMadeListedAndRevoked() throws Exception {
        var response = api.post(
                "/v1/tokens",
                "admin",
                "application/json",
                "{\"name\":\"importer\",\"tenants\":[\"clinic\"],\"rights\":[\"append\",\"read\"],\"lifetime\":\"90d\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        var made = api.object(response);
        assertThat(made)
                .containsEntry("name", "importer")
                .containsEntry("tenants", List.of("clinic"))
                .containsEntry("rights", List.of("append", "read"))
                .containsEntry("expiresAt", "2026-05-30T10:00:00Z")
                .containsEntry("revokedAt", null)
                .containsEntry("token", "adb_secret");
        var listed = api.get("/v1/tokens", "admin");
        assertThat(listed.body()).contains("importer").doesNotContain("adb_secret");
        assertThat(delete("/v1/tokens/" + made.get("id"), "admin").statusCode()).isEqualTo(204);
        assertThat(delete("/v1/tokens/" + made.get("id"), "admin").statusCode()).isEqualTo(404);
        assertThat(delete("/v1/tokens/nonsense", "admin").statusCode()).isEqualTo(400);
    }

    @Test
    void healthIsTheWorstOfAllChecks() throws Exception {
        assertThat(health("/health")).isEqualTo(Map.of("status", "up", "checks", List.of()));
        api.checks.add(check("b", () -> new Result(Status.DEGRADED, "slow")));
        api.checks.add(check("a", () -> Result.OK));
        Map<String, Object> health = health("/health");
        assertThat(health).containsEntry("status", "degraded");
        assertThat(health.get("checks"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .extracting("name", "status", "message", "advice")
                .containsExactly(tuple("a", "up", "", ""), tuple("b", "degraded", "slow", "wait"));
        assertThat(api.get("/health/ready", null).statusCode()).isEqualTo(200);
        api.checks.add(check("c", () -> new Result(Status.DOWN, "gone")));
        assertThat(api.get("/health", null).statusCode()).isEqualTo(503);
        assertThat(api.get("/health/ready", null).statusCode()).isEqualTo(503);
        assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckThatHangsOrFailsIsDownAndIsNotStartedTwice() throws Exception {
        var leave = new CountDownLatch(1);
        var started = new AtomicInteger();
        api.checks.add(check("hangs", () -> {
            started.incrementAndGet();
            await(leave);
            return Result.OK;
        }));
        api.checks.add(check("fails", () -> {
            throw new IllegalStateException("secret");
        }));
        for (int i = 0; i < 3; i++) {
            var response = api.get("/health", null);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("No answer within 300 ms").doesNotContain("secret");
        }
        assertThat(started).hasValue(1);
        leave.countDown();
    }

    @Test
    void withoutADatabaseItLivesAndIsNotReady() throws Exception {
        api.database.closed = true;
        assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
        assertThat(api.get("/health/ready", null).statusCode()).isEqualTo(503);
        var response = api.get("/v1/events", "read");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(api.object(response)).containsEntry("code", "SERVICE_UNAVAILABLE");
    }

    private HttpResponse<String> operate(String path) throws IOException, InterruptedException {
        return api.post("/v1/plugins/" + path, "operate", null, "");
    }

    private HttpResponse<String> delete(String path, String token) throws IOException, InterruptedException {
        return api.send(api.request(path, token).DELETE());
    }

    private Map<String, Object> health(String path) throws IOException, InterruptedException {
        return api.object(api.get(path, null));
    }

    private static HealthCheck check(String name, Supplier<Result> result) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String advice() {
                return "wait";
            }

            @Override
            public Result check() {
                return result.get();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
