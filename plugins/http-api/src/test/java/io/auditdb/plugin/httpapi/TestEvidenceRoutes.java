package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestEvidenceRoutes {
    private static final String EVENT = "/v1/events/" + FakeLedger.KNOWN;

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
    void aDisclosureShowsTheFieldsThatWereNamed() throws Exception {
        var response =
                api.get(EVENT + "/disclosure?fields=principal.id,outcome&fields=details.x&tenant=clinic", "read");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(api.object(response))
                .containsEntry("fields", "[details.x, outcome, principal.id]")
                .containsEntry("tenant", "clinic");
        assertThat(api.object(api.get(EVENT + "/disclosure", "read"))).containsEntry("fields", "[]");
        assertThat(api.get(EVENT + "/disclosure?fields=a,,b", "read").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aDisclosureWaitsForTheSeal() throws Exception {
        api.evidence.sealed = false;
        var response = api.get(EVENT + "/disclosure", "read");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void aBundleTakesTheFiltersOfAQueryAndShowsAllUnlessTold() throws Exception {
        var response = api.get("/v1/bundle?action=iam.*&tenant=clinic", "read");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/vnd.audit-db.bundle+ndjson");
        assertThat(response.body()).isEqualTo("[*]\n");
        assertThat(api.evidence.query.action()).contains("iam.*");
        assertThat(api.evidence.query.tenants()).containsExactly("clinic");
        assertThat(api.get("/v1/bundle?fields=outcome", "read").body()).isEqualTo("[outcome]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=5", "cursor=x", "format=csv", "status=nonsense"})
    void aBundleRefusesWhatHasNoMeaningForIt(String parameter) throws Exception {
        assertThat(api.get("/v1/bundle?" + parameter, "read").statusCode()).isEqualTo(400);
    }

    @Test
    void anErrorBeforeTheFirstByteIsToldAsOne() throws Exception {
        api.evidence.sealed = false;
        var response = api.get("/v1/bundle", "read");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(api.object(response)).containsEntry("code", "NOT_SEALED");
    }

    private HttpResponse<String> redact(String body) throws Exception {
        return api.post(EVENT + "/redact?tenant=clinic", "gdpr", "application/json", body);
    }

    @Test
    void aRedactionIsOrderedAndAnswered() throws Exception {
        var response = redact("{\"fields\":[\"subject.id\"],\"reason\":\"article 17\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(api.object(response))
                .containsEntry("fields", List.of("subject.id"))
                .containsEntry("remaining", List.of("outcome"))
                .containsEntry("dryRun", false)
                .containsEntry("recordedAs", FakeRedactions.RECORD.toString());
        assertThat(api.redactions.done.reason()).isEqualTo("article 17");
        assertThat(api.redactions.done.tenant()).isEqualTo("clinic");
        redact("{\"allPersonal\":true,\"reason\":\"article 17\"}");
        assertThat(api.redactions.done.fields()).isEqualTo(Set.of());
    }

    @Test
    void aDryRunDoesNothing() throws Exception {
        var response = redact("{\"fields\":[\"subject.id\"],\"reason\":\"r\",\"dryRun\":true}");
        assertThat(api.object(response)).containsEntry("dryRun", true).containsEntry("recordedAs", null);
        assertThat(api.redactions.done).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reason\":\"r\"}",
                "{\"fields\":[],\"reason\":\"r\"}",
                "{\"fields\":[\"outcome\"],\"allPersonal\":true,\"reason\":\"r\"}",
                "{\"fields\":[\"outcome\"]}",
                "{\"fields\":[7],\"reason\":\"r\"}",
                "{\"fields\":[\"outcome\"],\"reason\":\"r\",\"dryRun\":\"yes\"}",
                "{\"fields\":[\"outcome\"],\"reason\":\"r\",\"dryrun\":true}",
                "[]"
            })
    void anUnclearOrderIsRefused(String body) throws Exception {
        assertThat(redact(body).statusCode()).isEqualTo(400);
        assertThat(api.redactions.done).isNull();
    }
}
