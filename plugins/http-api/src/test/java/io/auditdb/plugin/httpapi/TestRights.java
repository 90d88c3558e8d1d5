package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestRights {
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
    void everyRouteNeedsTheRightItShould() {
        var rights = new TreeMap<String, Object>();
        for (HttpRoute route : api.plugin.routes()) {
            rights.put(route.method() + " " + route.path(), route.right() == null ? "-" : route.right());
        }
        var expected = new TreeMap<String, Object>();
        expected.put("POST /v1/events", Right.APPEND);
        expected.put("GET /v1/events", Right.READ);
        expected.put("GET /v1/events/{id}", Right.READ);
        expected.put("GET /v1/events/{id}/entry", Right.READ);
        expected.put("GET /v1/events/{id}/proof", Right.READ);
        expected.put("GET /v1/events/{id}/disclosure", Right.READ);
        expected.put("GET /v1/bundle", Right.READ);
        expected.put("POST /v1/events/{id}/redact", Right.GDPR);
        expected.put("POST /v1/verify", Right.VERIFY);
        expected.put("GET /v1/verify/runs", Right.VERIFY);
        expected.put("GET /v1/log/checkpoint", "-");
        expected.put("GET /v1/log/consistency", "-");
        expected.put("GET /v1/log/key", "-");
        expected.put("GET /v1/log/keys", "-");
        expected.put("POST /v1/log/keys/rotate", Right.ADMIN);
        expected.put("GET /v1/log/tile/{level}/{tile*}", "-");
        expected.put("GET /v1/log/tile/entries/{tile*}", Right.READ);
        expected.put("GET /v1/witness/key", "-");
        expected.put("POST /v1/witness/add-checkpoint", "-");
        expected.put("GET /v1/witness/{log}/checkpoint", "-");
        expected.put("GET /v1/plugins", Right.OPERATE);
        expected.put("POST /v1/plugins", Right.OPERATE);
        expected.put("POST /v1/plugins/{name}/enable", Right.OPERATE);
        expected.put("POST /v1/plugins/{name}/disable", Right.OPERATE);
        expected.put("POST /v1/plugins/{name}/swap", Right.OPERATE);
        expected.put("DELETE /v1/plugins/{name}", Right.OPERATE);
        expected.put("GET /v1/partitions", Right.OPERATE);
        expected.put("POST /v1/partitions", Right.OPERATE);
        expected.put("GET /v1/partitions/analysis", Right.OPERATE);
        expected.put("POST /v1/partitions/maintain", Right.OPERATE);
        expected.put("POST /v1/partitions/drain", Right.OPERATE);
        expected.put("POST /v1/partitions/cleanup", Right.OPERATE);
        expected.put("GET /v1/indexes", Right.OPERATE);
        expected.put("GET /v1/indexes/advice", Right.OPERATE);
        expected.put("POST /v1/indexes/apply", Right.OPERATE);
        expected.put("GET /v1/archives", Right.OPERATE);
        expected.put("POST /v1/archives", Right.OPERATE);
        expected.put("POST /v1/archives/{id}/verify", Right.VERIFY);
        expected.put("POST /v1/archives/{id}/restore", Right.OPERATE);
        expected.put("GET /v1/cache", Right.OPERATE);
        expected.put("POST /v1/cache/invalidate", Right.OPERATE);
        expected.put("POST /v1/cache/clear", Right.OPERATE);
        expected.put("POST /v1/cache/warm", Right.OPERATE);
        expected.put("GET /v1/errors", Right.OPERATE);
        expected.put("GET /v1/errors/{fingerprint}", Right.OPERATE);
        expected.put("GET /v1/breakers", Right.OPERATE);
        expected.put("POST /v1/breakers/{name}/reset", Right.OPERATE);
        expected.put("GET /v1/limits", Right.OPERATE);
        expected.put("POST /v1/limits/{name}", Right.OPERATE);
        expected.put("GET /v1/replicas", Right.OPERATE);
        expected.put("GET /v1/stream/metrics", Right.OPERATE);
        expected.put("GET /v1/performance/pools", Right.OPERATE);
        expected.put("GET /v1/performance/statements", Right.OPERATE);
        expected.put("GET /v1/performance/tables", Right.OPERATE);
        expected.put("GET /v1/performance/advice", Right.OPERATE);
        expected.put("GET /v1/performance/forecast", Right.OPERATE);
        expected.put("GET /v1/plugin-history", Right.OPERATE);
        expected.put("POST /v1/configuration/apply", Right.OPERATE);
        expected.put("POST /v1/configuration/settings", Right.ADMIN);
        expected.put("GET /v1/spool", Right.OPERATE);
        expected.put("GET /v1/presets", Right.OPERATE);
        expected.put("POST /v1/presets", Right.OPERATE);
        expected.put("DELETE /v1/presets/{name}", Right.OPERATE);
        expected.put("GET /v1/quarantine", Right.READ);
        expected.put("GET /v1/quarantine/{id}", Right.READ);
        expected.put("POST /v1/quarantine/{id}/release", Right.APPEND);
        expected.put("POST /v1/quarantine/{id}/discard", Right.ADMIN);
        expected.put("GET /v1/holds", Right.OPERATE);
        expected.put("POST /v1/holds", Right.OPERATE);
        expected.put("POST /v1/holds/{id}/release", Right.OPERATE);
        expected.put("GET /v1/retention/policies", Right.OPERATE);
        expected.put("POST /v1/retention/policies", Right.OPERATE);
        expected.put("POST /v1/retention/policies/{name}", Right.OPERATE);
        expected.put("GET /v1/retention/applies", Right.OPERATE);
        expected.put("GET /v1/retention/plan", Right.OPERATE);
        expected.put("POST /v1/retention/apply", Right.OPERATE);
        expected.put("GET /v1/tokens", Right.ADMIN);
        expected.put("POST /v1/tokens", Right.ADMIN);
        expected.put("DELETE /v1/tokens/{id}", Right.ADMIN);
        expected.put("GET /v1/stream", Right.READ);
        expected.put("POST /fhir", Right.APPEND);
        expected.put("POST /fhir/AuditEvent", Right.APPEND);
        expected.put("GET /fhir/AuditEvent", Right.READ);
        expected.put("GET /fhir/AuditEvent/{id}", Right.READ);
        expected.put("GET /fhir/AuditEvent/{id}/$proof", Right.READ);
        expected.put("GET /fhir/metadata", "-");
        expected.put("GET /health/live", "-");
        expected.put("GET /health/ready", "-");
        expected.put("GET /health", "-");
        expected.put("GET /openapi.json", "-");
        assertThat(rights).isEqualTo(expected);
    }

    @Test
    void everyRouteWithARightIsClosedToOthers() throws Exception {
        for (HttpRoute route : api.plugin.routes()) {
            if (route.right() != null) {
                assertThat(status(route, null)).as(route.path()).isEqualTo(401);
                assertThat(status(route, "nonsense")).as(route.path()).isEqualTo(401);
                String another = route.right() == Right.GDPR ? "report" : "gdpr";
                assertThat(status(route, another)).as(route.path()).isEqualTo(403);
            } else {
                assertThat(status(route, null)).as(route.path()).isNotIn(401, 403);
            }
        }
        assertThat(api.database.events).isEmpty();
        assertThat(api.plugins.swapped).isEmpty();
    }

    @Test
    void anAdminMayUseEveryRoute() throws Exception {
        for (HttpRoute route : api.plugin.routes()) {
            assertThat(status(route, "admin")).as(route.path()).isNotIn(401, 403, 500);
        }
    }

    private int status(HttpRoute route, String token) throws IOException, InterruptedException {
        String path = route.path()
                .replace("{id}", FakeLedger.KNOWN.toString())
                .replace("{fingerprint}", "00ff00ff00ff00ff")
                .replace("{name}", "hello")
                .replace("{level}", "0")
                .replace("{log}", "abc")
                .replace("{tile*}", "000");
        return api.status(api.request(path, token).method(route.method(), BodyPublishers.noBody()));
    }
}
