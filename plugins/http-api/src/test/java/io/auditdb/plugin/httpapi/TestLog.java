package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.ledger.Witness;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestLog {
    /** The common pool may have a single thread, and these calls wait for each other. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

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
    void theCheckpointIsServedAsItWasSigned() throws Exception {
        var response = api.get("/v1/log/checkpoint", null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(response.body()).isEqualTo(FakeLedger.CHECKPOINT.note());
    }

    @Test
    void anEmptyLogHasNoCheckpoint() throws Exception {
        api.ledger.empty = true;
        assertThat(api.get("/v1/log/checkpoint", null).statusCode()).isEqualTo(404);
    }

    @Test
    void theKeysAreServedAndRotated() throws Exception {
        Map<String, Object> key = new java.util.LinkedHashMap<>();
        key.put("vkey", "log.example+0123abcd+KEY");
        key.put("state", "RETIRING");
        key.put("since", "1970-01-01T00:00:00Z");
        key.put("until", "1970-01-01T00:00:01Z");
        key.put("rotation", "a note\n");
        assertThat(api.object(api.get("/v1/log/keys", null))).isEqualTo(Map.of("keys", List.of(key)));
        String rotate = "/v1/log/keys/rotate";
        assertThat(api.object(api.post(rotate, "admin", "application/json", "{\"overlap\":\"7d\",\"dryRun\":true}")))
                .isEqualTo(Map.of("keys", List.of(key)));
        assertThat(api.post(rotate, "admin", "application/json", "{}").statusCode())
                .isEqualTo(200);
        assertThat(api.ledger.rotations).containsExactly("PT168H true", "null false");
        for (String wrong :
                List.of("[]", "{\"overlap\":7}", "{\"overlap\":\"-1d\"}", "{\"dryRun\":\"yes\"}", "{\"x\":1}")) {
            assertThat(api.post(rotate, "admin", "application/json", wrong).statusCode())
                    .isEqualTo(400);
        }
        assertThat(api.ledger.rotations).hasSize(2);
    }

    @Test
    void theWitnessAnswersAsTheProtocolSays() throws Exception {
        assertThat(api.get("/v1/witness/key", null).body()).isEqualTo("witness.example+0123abcd+KEY\n");
        assertThat(api.get("/v1/witness/abc/checkpoint", null).body()).isEqualTo("a checkpoint\n");
        assertThat(api.get("/v1/witness/abd/checkpoint", null).statusCode()).isEqualTo(404);
        String path = "/v1/witness/add-checkpoint";
        var cosigned = api.post(path, null, null, "old 0\n\nnote");
        assertThat(cosigned.statusCode()).isEqualTo(200);
        assertThat(cosigned.body()).isEqualTo("a cosignature\n");
        api.witness.answer = new Witness.Answer(409, "text/x.tlog.size", "7\n");
        var conflict = api.post(path, null, null, "old 1\n\nnote");
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.headers().firstValue("Content-Type")).hasValue("text/x.tlog.size");
        assertThat(conflict.body()).isEqualTo("7\n");
        assertThat(api.post(path, null, null, "x".repeat(2049)).statusCode()).isEqualTo(413);
        assertThat(api.witness.requests).containsExactly("old 0\n\nnote", "old 1\n\nnote");
    }

    @Test
    void theKeyIsServed() throws Exception {
        assertThat(api.get("/v1/log/key", null).body()).isEqualTo("log.example+0123abcd+KEY\n");
    }

    @ParameterizedTest
    @CsvSource({"/v1/log/tile/0/000, 8192", "/v1/log/tile/0/001.p/5, 160", "/v1/log/tile/0/000.p/1, 32"})
    void tilesNeverChange(String path, int length) throws Exception {
        var response = api.bytes(path, null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(length);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("public", "immutable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/002",
                "0/001",
                "0/001.p/6",
                "1/000",
                "63/000",
                "64/000",
                "-1/000",
                "00/000",
                "x/000",
                "0/0",
                "0/1",
                "0/0000",
                "0/x000/000",
                "0/x001/1",
                "0/001/002",
                "0/000.p/0",
                "0/000.p/256",
                "0/000.p/05",
                "0/000.p/",
                "0/000.p",
                "0/",
                "0",
                "",
                "0/000/",
                "999999999999/000",
                "0/x999/x999/x999/x999/x999/x999/999",
                "entries/000.p/0",
                "entries/5"
            })
    void whatIsNotATileOrNotCoveredIsNotFound(String path) throws Exception {
        var response = api.get("/v1/log/tile/" + path, "read");
        assertThat(response.statusCode()).isEqualTo(404);
    }

    @Test
    void aConsistencyProofLeadsToTheNewestCheckpointUnlessToldOtherwise() throws Exception {
        var response = api.get("/v1/log/consistency?from=7", null);
        assertThat(response.statusCode()).isEqualTo(200);
        String hash = "A".repeat(43) + "=";
        assertThat(api.object(response))
                .containsEntry("from", 7L)
                .containsEntry("to", 261L)
                .containsEntry("consistency", List.of(hash, hash));
        assertThat(api.object(api.get("/v1/log/consistency?from=7&to=8", null))).containsEntry("to", 8L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?from=", "?from=-1", "?from=1&to=x", "?from=01", "?from=9&to=8", "?from=1&to=262", "?to=1"})
    void aConsistencyProofNeedsSizesOfTheLog(String query) throws Exception {
        assertThat(api.get("/v1/log/consistency" + query, null).statusCode()).isEqualTo(400);
    }

    @Test
    void anIndexIsWrittenInGroupsOfThreeDigits() {
        assertThat(TilePath.parse("x001/x234/067")).hasValue(new TilePath(1_234_067, 256));
        assertThat(TilePath.parse("x001/000.p/255")).hasValue(new TilePath(1_000, 255));
        assertThat(TilePath.parse("000")).hasValue(new TilePath(0, 256));
    }

    @Test
    void entriesNeedTheRightToRead() throws Exception {
        assertThat(api.get("/v1/log/tile/entries/000", null).statusCode()).isEqualTo(401);
        assertThat(api.get("/v1/log/tile/entries/000", "append").statusCode()).isEqualTo(403);
        var response = api.bytes("/v1/log/tile/entries/000", "read");
        assertThat(response.body()).containsExactly(0, 1, 'x');
        assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("private");
        assertThat(api.ledger.callers).extracting("principal").containsExactly("read");
    }

    @Test
    void anEntryIsServedByteForByte() throws Exception {
        var response = api.get(EVENT + "/entry?tenant=clinic", "read");
        assertThat(response.body()).isEqualTo("{\"entry\":1}");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(api.get("/v1/events/" + UUID.randomUUID() + "/entry", "read").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aProofIsServedOnceThereIsOne() throws Exception {
        api.ledger.sealed = false;
        var early = api.get(EVENT + "/proof", "read");
        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(early.headers().firstValue("Retry-After")).hasValue("1");
        api.ledger.sealed = true;
        var proof = api.get(EVENT + "/proof", "read");
        assertThat(proof.statusCode()).isEqualTo(200);
        assertThat(proof.body()).startsWith("c2sp.org/tlog-proof@v1\nindex 3\n");
    }

    @Test
    void aVerificationReportsWhatItFound() throws Exception {
        api.ledger.violations = List.of(
                new Violation(Violation.Kind.EVENT_CHANGED, "clinic", FakeLedger.KNOWN, "is not what was committed"),
                new Violation(Violation.Kind.TILE_CHANGED, null, null, "tile 0/000"));
        var report = api.object(api.post("/v1/verify", "verify", null, ""));
        assertThat(report)
                .containsEntry("intact", false)
                .containsEntry("events", 261L)
                .containsEntry("durationMillis", 12L)
                .containsEntry("intactUpTo", null)
                .containsEntry("violationCount", 2L);
        assertThat(((Map<?, ?>) report.get("checkpoint")).get("size")).isEqualTo(261L);
        assertThat(((List<?>) report.get("violations")).get(0))
                .isEqualTo(Map.of(
                        "kind",
                        "EVENT_CHANGED",
                        "tenant",
                        "clinic",
                        "event",
                        FakeLedger.KNOWN.toString(),
                        "description",
                        "is not what was committed"));
    }

    @Test
    void aVerificationTellsItsProgressLineByLine() throws Exception {
        var response = api.send(api.request("/v1/verify", "verify")
                .header("Accept", "application/x-ndjson")
                .POST(BodyPublishers.noBody()));
        List<String> lines = response.body().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("{\"done\":0,\"total\":261}");
        assertThat(lines.get(1)).isEqualTo("{\"done\":261,\"total\":261}");
        assertThat(lines.get(2)).startsWith("{\"intact\":true,");
    }

    @Test
    void aVerificationLooksAtWhatTheBodySays() throws Exception {
        for (String body : List.of(
                "{\"kind\":\"incremental\"}",
                "{\"kind\":\"event\",\"event\":\"" + FakeLedger.KNOWN + "\",\"tenant\":\"clinic\"}",
                "{\"kind\":\"checkpoint\",\"checkpoint\":\"a note\"}",
                "{}")) {
            assertThat(api.post("/v1/verify", "verify", "application/json", body)
                            .statusCode())
                    .as(body)
                    .isEqualTo(200);
        }
        assertThat(api.ledger.scopes)
                .extracting(
                        scope -> scope.kind().name(),
                        scope -> scope.event().orElse(null),
                        scope -> scope.note().orElse(null))
                .containsExactly(
                        tuple("INCREMENTAL", null, null),
                        tuple("EVENT", FakeLedger.KNOWN, null),
                        tuple("CHECKPOINT", null, "a note"),
                        tuple("FULL", null, null));
        assertThat(api.ledger.scopes.get(1).tenant()).contains("clinic");
    }

    @Test
    void aBodyThatDoesNotSayWhatToVerifyIsRefused() throws Exception {
        for (String body : List.of(
                "{\"kind\":\"half\"}",
                "{\"kind\":\"event\"}",
                "{\"kind\":\"event\",\"event\":\"x\"}",
                "{\"event\":\"" + FakeLedger.KNOWN + "\"}",
                "{\"kind\":\"full\",\"checkpoint\":\"a note\"}",
                "{\"checkpont\":\"a note\"}",
                "[]")) {
            var response = api.post("/v1/verify", "verify", "application/json", body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(api.object(response)).containsEntry("code", "INVALID_REQUEST");
        }
        assertThat(api.ledger.scopes).isEmpty();
    }

    @Test
    void tellsWhichVerificationsAreOnRecord() throws Exception {
        var answer = api.object(api.get("/v1/verify/runs?limit=7", "verify"));
        assertThat((List<?>) answer.get("runs"))
                .singleElement()
                .satisfies(run -> assertThat(run)
                        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                        .containsEntry("kind", "incremental")
                        .containsEntry("fromLeaf", 100L)
                        .containsEntry("toLeaf", 261L)
                        .containsEntry("intact", false)
                        .containsEntry("authentic", true)
                        .containsEntry("firstViolation", "something")
                        .containsEntry("durationMillis", 7L));
        assertThat(api.get("/v1/verify/runs?limit=0", "verify").statusCode()).isEqualTo(400);
        assertThat(api.get("/v1/verify/runs", "read").statusCode()).isEqualTo(403);
    }

    @Test
    void noMoreVerificationsRunAtOnceThanMay() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        api.ledger.whileVerifying = () -> {
            entered.countDown();
            await(leave);
        };
        var first = CompletableFuture.supplyAsync(() -> status("/v1/verify"), OWN_THREAD);
        await(entered);
        var second = api.post("/v1/verify", "verify", null, "");
        leave.countDown();
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(api.object(second)).containsEntry("code", "BUSY");
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(status("/v1/verify")).isEqualTo(200);
    }

    private int status(String path) {
        try {
            return api.post(path, "verify", null, "").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
