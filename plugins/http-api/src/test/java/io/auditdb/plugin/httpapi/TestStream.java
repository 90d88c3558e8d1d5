package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream, in front of a feed that gives what it is given. */
class TestStream {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private static Placed placed(long leaf) {
        AuditEvent event = AuditEvent.builder()
                .id(new UUID(0, leaf))
                .tenant("clinic")
                .action("record.read")
                .status(Status.SUCCESS)
                .occurredAt(OffsetDateTime.parse("2026-03-01T10:00:00Z"))
                .build();
        var receipt = new Receipt("7", 1, 0, new BatchPosition(1, leaf, 0));
        return new Placed(leaf, new RecordedEvent(event, Instant.parse("2026-03-01T10:00:01Z"), receipt, Set.of()));
    }

    /** Reads until the answer is cut off. */
    private List<String> lines(String path, String lastId) throws IOException, InterruptedException {
        var request = api.request(path, "read");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        var lines = new ArrayList<String>();
        try (var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("cut off");
        }
        return lines;
    }

    @Test
    void eachEventHasItsPlaceAsId() throws Exception {
        api.feed.coming.add(List.of(placed(3), placed(5)));
        List<String> lines = lines("/v1/stream?tenant=clinic&action=record.*&position=3", null);
        assertThat(lines)
                .contains(": place 17", "id: 3", "event: event", "id: 5")
                .last()
                .isEqualTo("cut off");
        assertThat(lines)
                .filteredOn(it -> it.startsWith("data: {"))
                .hasSize(2)
                .allMatch(it -> it.contains("record.read"));
        assertThat(api.feed.from).hasValue(3);
        assertThat(api.feed.query.action()).contains("record.*");
        assertThat(api.feed.closed).isTrue();
    }

    @Test
    void whoWasCutOffGoesOnBehindTheLastEvent() throws Exception {
        lines("/v1/stream?position=3", "41");
        assertThat(api.feed.from).hasValue(42);
        lines("/v1/stream", null);
        assertThat(api.feed.from).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidAtOnce() throws Exception {
        HttpResponse<String> answer = api.get("/v1/stream?position=-1&limit=5&status=nonsense", "read");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("position", "limit", "status");
        assertThat(api.get("/v1/stream", "append").statusCode()).isEqualTo(403);
    }
}
