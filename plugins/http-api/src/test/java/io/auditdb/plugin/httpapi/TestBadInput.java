package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer names what is wrong with it, is never a 500, and nothing is stored in part. */
class TestBadInput {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        assertThat(api.database.events).isEmpty();
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                  | 400 | MALFORMED_INPUT",
                "{                                   | 400 | MALFORMED_INPUT",
                "{\"action\":\"a\"} x                | 400 | MALFORMED_INPUT",
                "{\"action\":\"a\",\"action\":\"b\"} | 400 | MALFORMED_INPUT",
                "[{\"action\":\"a\"},                | 400 | MALFORMED_INPUT",
                "{\"action\":\"\\u0000\"}            | 400 | MALFORMED_INPUT",
                "{\"action\":\"\\ud800\"}            | 400 | MALFORMED_INPUT",
                "null                                | 422 | INVALID_EVENT",
                "17                                  | 422 | INVALID_EVENT",
                "\"text\"                            | 422 | INVALID_EVENT",
                "{}                                  | 422 | INVALID_EVENT",
                "[1]                                 | 422 | INVALID_EVENT",
                "{\"action\":\"bad\"}                | 422 | INVALID_EVENT",
                "{\"action\":\"a\",\"colour\":1}     | 422 | INVALID_EVENT",
                "[{\"action\":\"a\"},{\"x\":1}]      | 422 | INVALID_EVENT",
                "{\"action\":\"large\"}              | 413 | TOO_LARGE",
                "[{\"action\":\"a\"},{\"action\":\"large\"}] | 413 | TOO_LARGE",
            })
    void aDocumentIsRefusedAsAWhole(String body, int status, String code) throws Exception {
        var response = api.append(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(api.object(response)).containsEntry("code", code).containsEntry("status", (long) status);
    }

    @Test
    void malformedJsonIsToldWithItsPosition() throws Exception {
        var response = api.append("{\"action\":\n  oops}");
        assertThat(response.body()).contains("line 2, column");
    }

    @Test
    void everyFaultOfASingleEventIsNamedByItsPlaceInTheEvent() throws Exception {
        assertThat(api.object(api.append("{\"a\":1,\"b\":2}")).get("faults"))
                .isEqualTo(List.of(
                        Map.of("path", "/a", "problem", "is not a member of an event"),
                        Map.of("path", "/b", "problem", "is not a member of an event")));
        assertThat(api.object(api.append("{\"action\":\"bad\"}")).get("faults"))
                .isEqualTo(List.of(Map.of("path", "/action", "problem", "is not acceptable")));
    }

    @Test
    void everyFaultOfAnArrayIsNamedByItsPlaceInTheArray() throws Exception {
        assertThat(api.object(api.append(" [{\"action\":\"a\"},{\"x\":1},{\"y\":1}]"))
                        .get("faults"))
                .isEqualTo(List.of(
                        Map.of("path", "/1/x", "problem", "is not a member of an event"),
                        Map.of("path", "/2/y", "problem", "is not a member of an event")));
        assertThat(api.object(api.append("[{\"action\":\"bad\"},{\"action\":\"a\"},{\"action\":\"bad\"}]"))
                        .get("faults"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                .extracting(fault -> fault.get("path"))
                .containsExactly("/0/action", "/2/action");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        var response = api.append("[" + " ".repeat(70_000) + "]");
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(api.object(response)).containsEntry("code", "TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "application/x-www-form-urlencoded",
                "text/plain",
                "application/json; charset=latin1",
                "nonsense",
                ";"
            })
    void aMediaTypeThatNobodyReadsIsNotSupported(String type) throws Exception {
        var response = api.post("/v1/events", "append", type, "{\"action\":\"a\"}");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(api.object(response)).containsEntry("code", "UNSUPPORTED_FORMAT");
    }

    @Test
    void aMissingMediaTypeIsToldWhatThereIs() throws Exception {
        var response = api.post("/v1/events", "append", null, "{}");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("application/x-ndjson", "?format=");
    }

    @Test
    void anUnknownFormatIsToldTheNearest() throws Exception {
        var response = api.post("/v1/events?format=jsn", "append", null, "{}");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("did you mean json?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/events?principle=a | principle | did you mean principal?",
                "/v1/events?from=yesterday | from | RFC 3339",
                "/v1/events?from=2026-03-01T00:00:00+01:00 | from | %2B",
                "/v1/events?to=2026-03-01 | to | RFC 3339",
                "/v1/events?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | to | before from",
                "/v1/events?status=won | status | attempt, success, failure",
                "/v1/events?classification=secret | classification | PUBLIC, INTERNAL, CONFIDENTIAL, PHI",
                "/v1/events?target=/1 | target | Type/id",
                "/v1/events?target=Patient/ | target | Type/id",
                "/v1/events?limit=0 | limit | from 1",
                "/v1/events?limit=99999999999 | limit | from 1",
                "/v1/events?limit=many | limit | from 1",
                "/v1/events?limit=1&limit=2 | limit | more than once",
                "/v1/events?principal= | principal | empty",
                "/v1/events?consistency=perfect | consistency | bounded",
                "/v1/events?consistency=bounded | maxLag | needed",
                "/v1/events?consistency=bounded&maxLag=soon | maxLag | 30s",
                "/v1/events?maxLag=5s | maxLag | only with",
                "/v1/events?consistency=session | after | receipt",
                "/v1/events?after=x | after | receipt",
                "/v1/events?after=1/1/zz/1.1.1 | after | receipt",
                "/v1/events?workload=leisure | workload | analytics",
                "/v1/events?cursor=wrong | cursor | not a cursor",
                "/v1/events/1-1-1-1-1 | id | UUID",
                "/v1/events/x/proof | id | UUID",
                "/v1/events/11111111-1111-4111-8111-111111111111?tennant=a | tennant | tenant",
                "/v1/log/checkpoint?x=1 | x | not a parameter",
            })
    void aParameterThatMakesNoSenseIsNamed(String path, String name, String hint) throws Exception {
        var response = api.get(path, "read");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(api.object(response)).containsEntry("code", "INVALID_REQUEST");
        var fault = (Map<?, ?>) ((List<?>) api.object(response).get("faults")).get(0);
        assertThat(fault.get("path")).isEqualTo(name);
        assertThat(fault.get("problem").toString()).contains(hint);
    }

    @Test
    void everyWrongParameterIsNamedAtOnce() throws Exception {
        var response = api.get("/v1/events?statu=1&from=x&limit=-1&status=x", "read");
        assertThat((List<?>) api.object(response).get("faults")).hasSize(4);
    }

    @Test
    void anAnswerInAnUnknownFormIsNotAcceptable() throws Exception {
        assertThat(api.get("/v1/events", "read", "Accept", "application/xml").statusCode())
                .isEqualTo(406);
        assertThat(api.get("/v1/events?format=xml", "read").statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | 400 |",
                "[] | 400 | must be an object",
                "{} | 400 | is missing",
                "{\"name\":1} | 400 | must be a text",
                "{\"name\":\"a\",\"rights\":\"read\"} | 400 | must be an array",
                "{\"name\":\"a\",\"rights\":[\"reed\"]} | 400 | did you mean read?",
                "{\"name\":\"a\",\"rights\":[\"read\"],\"tenants\":[1]} | 400 | /tenants/0",
                "{\"name\":\"a\",\"rights\":[\"read\"],\"lifetime\":\"long\"} | 400 | 90d",
                "{\"name\":\"a\",\"rights\":[\"read\"],\"tenant\":[]} | 400 | did you mean tenants?",
            })
    void aTokenRequestThatMakesNoSenseIsRefused(String body, int status, String hint) throws Exception {
        var response = api.post("/v1/tokens", "admin", "application/json", body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(hint == null ? "" : hint);
        assertThat(api.tokens.made).isEmpty();
    }
}
