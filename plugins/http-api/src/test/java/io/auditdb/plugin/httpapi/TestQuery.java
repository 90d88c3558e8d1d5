package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestQuery {
    private static final AuditEvent EVENT = AuditEvent.builder()
            .id(FakeLedger.KNOWN)
            .tenant("clinic")
            .occurredAt(OffsetDateTime.parse("2026-03-01T11:00:00.000001+01:00"))
            .action("fhir.patient.read")
            .status(Status.SUCCESS)
            .principal(new Principal("dr-1", "practitioner", "=HYPERLINK(\"x\")"))
            .subject(Subject.of("p,1"))
            .target(new Target("Patient", "p-1"))
            .session(new Session("s", "10.0.0.1", null))
            .classification(Classification.PHI)
            .detail("note", "two\nlines")
            .build();

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
    void everyParameterReachesTheQuery() throws Exception {
        api.get(
                "/v1/events?tenant=a&tenant=b&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00%2B01:00&principal=p"
                        + "&subject=s&action=iam.*&target=Patient/a/b&status=failure&classification=phi&correlation=c"
                        + "&q=two+words&limit=7&cursor=x&consistency=bounded&maxLag=250ms&workload=analytics",
                "read");
        EventQuery query = api.database.queries.get(0);
        assertThat(query.tenants()).containsExactlyInAnyOrder("a", "b");
        assertThat(query.from()).hasValue(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(query.to()).hasValue(Instant.parse("2026-03-01T23:00:00Z"));
        assertThat(query.principal()).hasValue("p");
        assertThat(query.subject()).hasValue("s");
        assertThat(query.action()).hasValue("iam.*");
        assertThat(query.targetType()).hasValue("Patient");
        assertThat(query.targetId()).hasValue("a/b");
        assertThat(query.status()).hasValue(Status.FAILURE);
        assertThat(query.classification()).hasValue(Classification.PHI);
        assertThat(query.correlationId()).hasValue("c");
        assertThat(query.text()).hasValue("two words");
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.cursor()).hasValue("x");
        assertThat(query.consistency()).isEqualTo(Consistency.BOUNDED);
        assertThat(query.maxLag()).hasValue(Duration.ofMillis(250));
        assertThat(query.workload()).isEqualTo(Workload.ANALYTICS);
    }

    @Test
    void aReceiptAsksForTheSession() throws Exception {
        api.get("/v1/events?after=7/1/10/1.1.0&target=Patient", "read");
        EventQuery query = api.database.queries.get(0);
        assertThat(query.consistency()).isEqualTo(Consistency.SESSION);
        assertThat(query.after().orElseThrow()).hasToString("7/1/10/1.1.0");
        assertThat(query.targetType()).hasValue("Patient");
        assertThat(query.targetId()).isEmpty();
    }

    @Test
    void theCallersViewIsAsked() throws Exception {
        api.get("/v1/events", "clinic");
        assertThat(api.database.callers).extracting("principal").containsExactly("clinic");
    }

    @Test
    void aPageHoldsEventsAndTheCursorOfTheNext() throws Exception {
        api.given(EVENT);
        api.given(EVENT.toBuilder().id(UUID.randomUUID()).build());
        var first = api.object(api.get("/v1/events?limit=1", "read"));
        assertThat((List<?>) first.get("events")).hasSize(1);
        assertThat(first).containsEntry("next", "next-page");
        var last = api.object(api.get("/v1/events?limit=2", "read"));
        assertThat(last).containsEntry("next", null);
    }

    @Test
    void anEventIsWrittenWithItsMembersAndWithoutAbsentOnes() throws Exception {
        api.given(EVENT);
        var response = api.get("/v1/events/" + FakeLedger.KNOWN, "read");
        assertThat(api.object(response))
                .containsEntry("id", FakeLedger.KNOWN.toString())
                .containsEntry("occurredAt", "2026-03-01T11:00:00.000001+01:00")
                .containsEntry("status", "success")
                .containsEntry("classification", "PHI")
                .containsEntry("subject", Map.of("id", "p,1"))
                .containsEntry("session", Map.of("id", "s", "ip", "10.0.0.1"))
                .containsEntry("details", Map.of("note", "two\nlines"))
                .containsEntry("recordedAt", "2026-03-01T10:00:01Z")
                .containsEntry("receipt", "7/1/10/1.1.0")
                .doesNotContainKeys("outcome", "purpose", "redacted");
    }

    @Test
    void anEventThatIsNotThereIsNotFound() throws Exception {
        var response = api.get("/v1/events/" + UUID.randomUUID(), "read");
        assertThat(response.statusCode()).isEqualTo(404);
    }

    @Test
    void ndjsonStreamsEverything() throws Exception {
        api.given(EVENT);
        api.database.streamed = 10_000;
        var response = api.get("/v1/events", "read", "Accept", "application/x-ndjson");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(response.body().lines()).hasSize(10_000).allMatch(line -> line.startsWith("{\"id\":\"1111"));
        assertThat(api.database.queries.get(0).limit()).isEqualTo(20);
    }

    @Test
    void aLimitBoundsAStream() throws Exception {
        api.given(EVENT);
        api.database.streamed = 10_000;
        assertThat(api.get("/v1/events?limit=33&format=ndjson", "read").body().lines())
                .hasSize(33);
    }

    @Test
    void aStreamThatBreaksIsNotTakenForTheWhole() throws Exception {
        api.given(EVENT);
        api.database.streamed = 10_000;
        api.database.streamFailsAt = 5_000;
        assertThatThrownBy(() -> api.get("/v1/events?format=ndjson", "read")).isInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatBreaksAtOnceIsAProblem() throws Exception {
        api.given(EVENT);
        api.database.streamed = 10;
        api.database.streamFailsAt = 2;
        var response = api.get("/v1/events?format=ndjson", "read");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void csvIsQuotedAndSafeInASpreadsheet() throws Exception {
        api.given(EVENT);
        var response = api.get("/v1/events", "read", "Accept", "text/csv");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        String[] rows = response.body().split("\r\n", -1);
        assertThat(rows).hasSize(3);
        assertThat(rows[0]).startsWith("id,tenant,occurredAt,").endsWith(",receipt,redacted,details");
        assertThat(rows[1])
                .contains(",\"'=HYPERLINK(\"\"x\"\")\",")
                .contains(",\"p,1\",")
                .endsWith("\"{\"\"note\"\":\"\"two\\nlines\"\"}\"");
    }

    @Test
    void everyStartOfAFormulaIsDefused() {
        for (String text : new String[] {"=1", "+1", "-1", "@a", "\t=1", "\r=1"}) {
            String row = new EventCsv(api.json).row(Map.of("action", text));
            assertThat(row).contains("'" + text);
        }
        assertThat(new EventCsv(api.json).row(Map.of("action", "a=1"))).contains(",a=1,");
    }

    /** Writes the action of each event. */
    private static final class ActionLines implements Codec {
        @Override
        public String format() {
            return "lines";
        }

        @Override
        public Set<String> mediaTypes() {
            return Set.of("application/x-a", encodedAs());
        }

        @Override
        public Set<String> personalPaths() {
            return Set.of();
        }

        @Override
        public Stream<Decoded> decode(InputStream in, String tenant) {
            return Stream.empty();
        }

        @Override
        public boolean encodes() {
            return true;
        }

        @Override
        public String encodedAs() {
            return "application/x-lines";
        }

        @Override
        public void encode(Stream<RecordedEvent> events, OutputStream out) {
            events.forEach(event -> {
                try {
                    out.write((event.event().action() + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void formatsOfPluginsAreWrittenToo() throws Exception {
        api.given(EVENT);
        api.codecs.add(new ActionLines());
        for (var response : List.of(
                api.get("/v1/events", "read", "Accept", "application/x-lines"),
                api.get("/v1/events?format=lines", "read"))) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-lines");
            assertThat(response.body().lines()).isNotEmpty().containsOnly(EVENT.action());
        }
        assertThat(api.get("/v1/events", "read", "Accept", "application/x-a").statusCode())
                .isEqualTo(406);
    }

    @Test
    void theAcceptHeaderIsWeighed() throws Exception {
        assertThat(type("text/csv;q=0.5, application/x-ndjson")).isEqualTo("application/x-ndjson");
        assertThat(type("text/html, */*;q=0.1")).isEqualTo("application/json");
        assertThat(type("text/*")).startsWith("text/csv");
        assertThat(type("application/json;q=0, */*")).isEqualTo("application/x-ndjson");
    }

    private String type(String accept) throws IOException, InterruptedException {
        return api.get("/v1/events", "read", "Accept", accept)
                .headers()
                .firstValue("Content-Type")
                .orElseThrow();
    }
}
