package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.Acknowledgement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestAppend {
    private static final String ID = "11111111-1111-4111-8111-111111111111";

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
    void oneEventIsStoredAndAnsweredFor() throws Exception {
        var response = api.append("{\"id\":\"" + ID + "\",\"action\":\"a\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response).get("events"))
                .isEqualTo(List.of(Map.of(
                        "tenant",
                        "clinic",
                        "id",
                        ID,
                        "duplicate",
                        false,
                        "state",
                        "stored",
                        "receipt",
                        "7/1/10/1.1.0")));
        assertThat(api.database.callers).extracting("principal").containsExactly("append");
    }

    @Test
    void theSameEventAgainIsADuplicate() throws Exception {
        api.append("{\"id\":\"" + ID + "\",\"action\":\"a\"}");
        var events = (List<?>) api.object(api.append("{\"id\":\"" + ID + "\",\"action\":\"a\"}"))
                .get("events");
        assertThat(((Map<?, ?>) events.get(0)).get("duplicate")).isEqualTo(true);
        assertThat(api.database.events).hasSize(1);
    }

    @Test
    void aCallerSaysHowFarEventsHaveToCome() throws Exception {
        String event = "{\"action\":\"a\"}";
        assertThat(api.post("/v1/events?tenant=clinic&ack=checkpointed", "append", "application/json", event)
                        .statusCode())
                .isEqualTo(201);
        assertThat(api.post("/v1/events?tenant=clinic&ack=sequenced", "append", "application/x-ndjson", event)
                        .statusCode())
                .isEqualTo(201);
        api.append(event);
        assertThat(api.database.levels)
                .containsExactly(Acknowledgement.CHECKPOINTED, Acknowledgement.SEQUENCED, Acknowledgement.DURABLE);
        var refused = api.post("/v1/events?tenant=clinic&ack=soon", "append", "application/json", event);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("must be one of durable, sequenced, checkpointed");
    }

    @Test
    void anArrayIsStoredAsAWhole() throws Exception {
        var response = api.append("[{\"action\":\"a\"},{\"action\":\"b\",\"tenant\":\"lab\"}]");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat((List<?>) api.object(response).get("events")).hasSize(2);
        assertThat(api.database.events.values())
                .extracting(recorded -> recorded.event().tenant())
                .containsExactlyInAnyOrder("clinic", "lab");
        assertThat(api.database.batches).containsExactly(2);
    }

    @Test
    void anEmptyArrayStoresNothing() throws Exception {
        var response = api.append("[]");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("{\"events\":[]}");
    }

    @Test
    void theTenantOfATokenWithOneIsTheDefault() throws Exception {
        api.post("/v1/events", "clinic", "application/json", "{\"action\":\"a\"}");
        assertThat(api.database.events.values())
                .extracting(recorded -> recorded.event().tenant())
                .containsExactly("clinic");
    }

    @Test
    void aFullQueueOrADatabaseThatIsAwayIsWorthAnotherTry() throws Exception {
        api.database.queueFullTimes.set(1);
        var full = api.append("{\"action\":\"a\"}");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
        api.database.away = true;
        var away = api.append("{\"action\":\"a\"}");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(api.object(away)).containsEntry("code", "DATABASE_UNAVAILABLE");
        assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void bulkStoresEveryLine() throws Exception {
        var response = api.bulk(lines(25, "a"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response))
                .containsEntry("stored", 25L)
                .containsEntry("duplicates", 0L)
                .containsEntry("faulty", 0L)
                .containsEntry("faults", List.of());
        assertThat(api.object(response).get("receipt")).isNotNull();
        assertThat(api.database.events).hasSize(25);
        assertThat(api.database.batches).containsExactlyInAnyOrder(10, 10, 5);
    }

    @Test
    void aDryRunSaysWhatWouldHappenAndStoresNothing() throws Exception {
        String known = "{\"id\":\"" + ID + "\",\"action\":\"a\"}\n";
        api.append(known);
        String body = known + lines(1, "a") + lines(1, "bad");
        var bulk = api.post("/v1/events?tenant=clinic&dryRun=true", "append", "application/x-ndjson", body);
        assertThat(bulk.statusCode()).isEqualTo(207);
        assertThat(api.object(bulk))
                .containsEntry("dryRun", true)
                .containsEntry("stored", 1L)
                .containsEntry("duplicates", 1L)
                .containsEntry("faulty", 1L)
                .containsEntry("new", List.of(2L));
        var document = api.post("/v1/events?tenant=clinic&dryRun=true", "append", "application/json", known);
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.body()).isEqualTo("{\"events\":[{\"duplicate\":true}]}");
        assertThat(api.database.events).hasSize(1);
        var refused = api.post("/v1/events?dryRun=perhaps", "append", "application/json", known);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("must be true or false");
    }

    @Test
    void bulkListsTheRemarksOfRecordsThatAreStoredAllTheSame() throws Exception {
        var response = api.bulk(lines(2, "a") + lines(1, "odd"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response))
                .containsEntry("stored", 3L)
                .containsEntry("remarked", 1L)
                .containsEntry(
                        "remarks",
                        List.of(Map.of(
                                "record", 3L, "problems", List.of(Map.of("path", "/action", "problem", "is odd")))));
    }

    @Test
    void bulkStoresTheGoodLinesAndReportsTheFaultyOnesByNumber() throws Exception {
        String body = lines(3, "a") + "oops\n" + lines(1, "bad") + lines(9, "a") + "{\"x\":1}\n" + lines(2, "a");
        var response = api.bulk(body);
        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(api.object(response)).containsEntry("stored", 14L).containsEntry("faulty", 3L);
        var faults = (List<?>) api.object(response).get("faults");
        assertThat(records(faults)).containsExactly(4L, 5L, 15L);
        assertThat(faults.get(1))
                .isEqualTo(Map.of(
                        "record", 5L, "problems", List.of(Map.of("path", "/action", "problem", "is not acceptable"))));
        assertThat(api.database.events).hasSize(14);
    }

    @Test
    void bulkFindsTheFaultyLineAlsoWhenTheDatabaseDoesNotPointAtIt() throws Exception {
        api.database.faultsWithoutPointers = true;
        var response = api.bulk(lines(4, "a") + lines(1, "bad") + lines(1, "large") + lines(4, "a"));
        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(api.object(response)).containsEntry("stored", 8L).containsEntry("faulty", 2L);
        assertThat(records((List<?>) api.object(response).get("faults"))).containsExactly(5L, 6L);
    }

    @Test
    void bulkListsFaultsUpToABoundAndCountsThemAll() throws Exception {
        var response = api.bulk("oops\n".repeat(50));
        assertThat(api.object(response)).containsEntry("faulty", 50L);
        assertThat((List<?>) api.object(response).get("faults")).hasSize(5);
    }

    @Test
    void bulkCountsDuplicates() throws Exception {
        String line = "{\"id\":\"" + ID + "\",\"action\":\"a\"}\n";
        assertThat(api.object(api.bulk(line + line)))
                .containsEntry("stored", 1L)
                .containsEntry("duplicates", 1L);
    }

    @Test
    void bulkWaitsWhileTheQueueIsFull() throws Exception {
        api.database.queueFullTimes.set(6);
        var response = api.bulk(lines(40, "a"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response)).containsEntry("stored", 40L);
    }

    @Test
    void bulkTellsWhatWasStoredWhenTheQueueStaysFull() throws Exception {
        api.bulk(lines(10, "a"));
        api.database.queueFullTimes.set(Integer.MAX_VALUE);
        var response = api.bulk("oops\n" + lines(40, "a"));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(api.object(response))
                .containsEntry("code", "QUEUE_FULL")
                .containsEntry("stored", 0L)
                .containsEntry("faulty", 1L);
    }

    @Test
    void bulkTellsWhatWasStoredWhenTheDatabaseGoesAway() throws Exception {
        api.database.awayAfterBatches = 2;
        var response = api.bulk(lines(200, "a"));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(api.object(response)).containsEntry("code", "DATABASE_UNAVAILABLE");
        assertThat(api.object(response).get("stored")).isEqualTo((long) api.database.events.size());
        assertThat(api.database.events).isNotEmpty();
    }

    @Test
    void bulkCutsChunksByBytesToo() throws Exception {
        String large = "{\"action\":\"a" + "x".repeat(3_000) + "\"}\n";
        api.bulk(large.repeat(20));
        assertThat(api.database.events).hasSize(20);
        assertThat(api.database.batches).allSatisfy(size -> assertThat(size).isLessThan(10));
    }

    @Test
    void bulkTakesMoreThanTheLargestBody() throws Exception {
        byte[] line = "{\"action\":\"a\"}\n".getBytes(StandardCharsets.UTF_8);
        InputStream many = new SequenceInputStream(Collections.enumeration(Stream.generate(() -> line)
                .limit(20_000)
                .map(ByteArrayInputStream::new)
                .collect(Collectors.toList())));
        var response = api.send(api.request("/v1/events?tenant=clinic", "append")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> many)));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response)).containsEntry("stored", 20_000L);
    }

    @Test
    void anotherFormatIsChosenByName() throws Exception {
        var response = api.post("/v1/events?format=ndjson&tenant=clinic", "append", null, lines(2, "a"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(api.object(response)).containsEntry("stored", 2L);
    }

    private static List<Long> records(List<?> faults) {
        return faults.stream()
                .map(fault -> (Long) ((Map<?, ?>) fault).get("record"))
                .toList();
    }

    private static String lines(int count, String action) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"action\":\"" + action + "\"}\n")
                .collect(Collectors.joining());
    }
}
