package io.auditdb.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.ScriptedServer;
import io.auditdb.testing.ScriptedServer.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestAuditDbClient {
    private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final String APPENDED = "{\"events\":[{\"tenant\":\"clinic\",\"id\":\"" + ID
            + "\",\"duplicate\":true,\"receipt\":\"7/1/ff/1.2.0\"}]}";
    private static final String RECORDED = "{\"id\":\"" + ID
            + "\",\"occurredAt\":\"2026-01-02T03:04:05.000006+01:00\",\"tenant\":\"clinic\",\"action\":\"patient.read\","
            + "\"status\":\"success\",\"principal\":{\"id\":\"ann\",\"type\":\"practitioner\"},"
            + "\"target\":{\"type\":\"Observation\",\"id\":\"o1\"},\"session\":{\"ip\":\"10.0.0.1\"},"
            + "\"classification\":\"PHI\",\"details\":{\"n\":1.50,\"list\":[null,true]},"
            + "\"recordedAt\":\"2026-01-02T02:04:06Z\",\"receipt\":\"7/1/0/1.2.0\",\"redacted\":[\"principal.name\"]}";

    private final ScriptedServer server = new ScriptedServer();
    private final AuditDbClient client = client(server.url());

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void appendsWithTheTokenAndReturnsWhereTheEventIs() {
        server.on("POST /v1/events", 201, APPENDED);
        var appended = client.append(event().id(ID).build());
        assertThat(appended.id()).isEqualTo(ID);
        assertThat(appended.duplicate()).isTrue();
        assertThat(appended.receipt()).isEqualTo(Receipt.parse("7/1/ff/1.2.0"));
        assertThat(server.last().header("Authorization")).isEqualTo("Bearer secret");
        assertThat(server.last().header("Content-type")).isEqualTo("application/json");
        assertThat(server.last().body())
                .isEqualTo("[{\"id\":\"" + ID
                        + "\",\"occurredAt\":\"2026-01-02T03:04:05.000006+01:00\",\"tenant\":\"clinic\","
                        + "\"action\":\"patient.read\",\"status\":\"success\",\"principal\":{\"id\":\"ann\"},"
                        + "\"details\":{\"n\":1.50}}]");
    }

    @Test
    void repeatsAnAppendUnderTheSameIdAfterAnErrorThatPasses() {
        server.on("POST /v1/events", problem(503, "QUEUE_FULL", "\"retryAfterMillis\":1"))
                .on("POST /v1/events", problem(503, "DATABASE_UNAVAILABLE", "\"retryAfterMillis\":1"))
                .on("POST /v1/events", 201, APPENDED);
        client.append(event().build());
        var bodies = server.requests().stream()
                .map(ScriptedServer.Request::body)
                .distinct()
                .toList();
        assertThat(server.requests()).hasSize(3);
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).startsWith("[{\"id\":\"");
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        server.on("GET /v1/events", problem(503, "DATABASE_UNAVAILABLE", "\"retryAfterMillis\":1"));
        var error = error(() -> client.query(EventQuery.builder().build()));
        assertThat(error.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void neverComesBackEarlierThanAskedAndGivesUpWhenThatIsTooLong() {
        server.on("GET /v1/events", Reply.of(503, "text/plain", "", Map.of("Retry-After", "3600")));
        var error = error(() -> client.query(EventQuery.builder().build()));
        assertThat(error.code()).isEqualTo(StandardErrorCode.SERVICE_UNAVAILABLE);
        assertThat(error.retryAfter()).contains(Duration.ofHours(1));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void readsKeysAndConsistencyProofs() {
        server.on("GET /v1/witness/key", Reply.of(200, "text/plain", "w+1234+key\n"))
                .on(
                        "GET /v1/log/keys",
                        200,
                        "{\"keys\":[{\"vkey\":\"log+1+A\",\"state\":\"RETIRED\",\"since\":\"2026-01-01T00:00:00Z\","
                                + "\"until\":\"2026-02-01T00:00:00Z\",\"rotation\":\"note\\n\"}]}")
                .on("GET /v1/log/consistency", 200, "{\"from\":7,\"to\":9,\"consistency\":[\"AQ==\",\"Ag==\"]}");
        assertThat(client.witnessKey()).isEqualTo("w+1234+key");
        LedgerKey key = client.keys().get(0);
        assertThat(key.state()).isEqualTo(LedgerKey.State.RETIRED);
        assertThat(key.rotation()).contains("note\n");
        ConsistencyProof proof = client.consistency(7, OptionalLong.of(9));
        assertThat(server.last().query()).isEqualTo("from=7&to=9");
        assertThat(proof.to()).isEqualTo(9);
        assertThat(proof.hashes()).containsExactly(new byte[] {1}, new byte[] {2});
        client.consistency(7, OptionalLong.empty());
        assertThat(server.last().query()).isEqualTo("from=7");
    }

    @Test
    void waitsAsLongAsThePlatformAsks() {
        server.on("GET /v1/log/key", Reply.of(503, "text/plain", "", Map.of("Retry-After", "1")))
                .on("GET /v1/log/key", Reply.of(200, "text/plain", "log+1234+key\n"));
        long start = System.nanoTime();
        assertThat(client.verifierKey()).isEqualTo("log+1234+key");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void repeatsNothingThatIsNotSafeToRepeat() {
        server.on("POST /v1/tokens", problem(503, "STOPPING", "\"retryAfterMillis\":1"))
                .on("POST /v1/plugins/formats/swap", problem(503, "STOPPING", "\"retryAfterMillis\":1"))
                .on("POST /v1/verify", problem(503, "STOPPING", "\"retryAfterMillis\":1"))
                .on("DELETE /v1/plugins/formats", problem(503, "STOPPING", "\"retryAfterMillis\":1"));
        error(() -> client.operations().createToken("t", Set.of(), Set.of(), null));
        error(() -> client.operations().swap("formats"));
        error(() -> client.verify((done, total) -> {}));
        error(() -> client.operations().remove("formats"));
        error(() -> client.appendAll(InputStream.nullInputStream(), "ndjson", null));
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void aProblemDocumentBecomesTheExceptionThePlatformMeant() {
        server.on(
                "POST /v1/events",
                problem(422, "INVALID_EVENT", "\"faults\":[{\"path\":\"/action\",\"problem\":\"is missing\"}]"));
        var error = error(() -> client.append(event().build()));
        assertThat(error.code()).isEqualTo(StandardErrorCode.INVALID_EVENT);
        assertThat(error.faults()).containsExactly(new Fault("/action", "is missing"));
        assertThat(error).hasMessage("It went wrong (/action: is missing)");
    }

    @Test
    void anUnknownCodeKeepsItsNameAndItsKindComesFromTheStatus() {
        server.on("GET /v1/plugins", problem(429, "TOO_MANY_REPORTS", "\"x\":1"));
        var error = error(() -> client.operations().plugins());
        assertThat(error.code().name()).isEqualTo("TOO_MANY_REPORTS");
        assertThat(error.code().kind()).isEqualTo(ErrorKind.RESOURCE);
        assertThat(error.code().status()).isEqualTo(429);
    }

    @Test
    void anErrorWithoutDocumentIsNamedByItsStatus() {
        server.on("GET /v1/plugins", Reply.of(403, "text/html", "<html>"));
        assertThat(error(() -> client.operations().plugins()).code()).isEqualTo(StandardErrorCode.FORBIDDEN);
    }

    @Test
    void aRefusedTokenIsToldAlsoForARequestWithABody() {
        server.on(
                        "POST /v1/events",
                        Reply.of(
                                401,
                                "application/problem+json",
                                "{\"code\":\"UNAUTHENTICATED\"}",
                                Map.of("WWW-Authenticate", "Bearer")))
                .on("GET /v1/events", problem(401, "UNAUTHENTICATED", "\"x\":1"));
        assertThat(error(() -> client.append(event().build())).code()).isEqualTo(StandardErrorCode.UNAUTHENTICATED);
        assertThat(error(() -> client.query(EventQuery.builder().build())).code())
                .isEqualTo(StandardErrorCode.UNAUTHENTICATED);
    }

    @Test
    void nobodyListeningIsUnreachableAndNamesTheUrl() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var away = client(URI.create("http://127.0.0.1:" + free + "/"));
        var error = error(() -> away.query(EventQuery.builder().build()));
        assertThat(error.code()).isEqualTo(ClientErrorCode.UNREACHABLE);
        assertThat(error.code().kind()).isEqualTo(ErrorKind.RESOURCE);
        assertThat(error).hasMessageContaining("http://127.0.0.1:" + free).hasMessageContaining("refused");
    }

    @Test
    void silenceEndsInATimeout() {
        server.on("GET /v1/log/key", exchange -> {
            try {
                Thread.sleep(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var impatient = new AuditDbClient(ClientSettings.builder(server.url())
                .readTimeout(Duration.ofMillis(100))
                .maxAttempts(1)
                .build());
        assertThat(error(impatient::verifierKey).code()).isEqualTo(StandardErrorCode.TIMEOUT);
    }

    @Test
    void anAnswerOfSomethingElseIsRecognised() {
        server.on("GET /v1/events", Reply.of(200, "text/html", "<html>hello</html>"));
        var error = error(() -> client.query(EventQuery.builder().build()));
        assertThat(error.code()).isEqualTo(ClientErrorCode.UNEXPECTED_ANSWER);
        server.on("GET /v1/plugins", Reply.of(302, "text/html", "", Map.of("Location", server.url() + "/v1/events")));
        assertThat(error(() -> client.operations().plugins()).code()).isEqualTo(ClientErrorCode.UNEXPECTED_ANSWER);
    }

    @Test
    void aLargeAnswerIsRefusedAtTheLimit() {
        server.on("GET /v1/log/checkpoint", Reply.of(200, "text/plain", "x".repeat(2000)));
        var small = new AuditDbClient(ClientSettings.builder(server.url())
                .maxAnswerSize(new DataSize(1000))
                .build());
        assertThat(error(small::checkpoint)).hasMessageContaining("maxAnswerSize");
    }

    @Test
    void everyFilterBecomesAParameter() {
        server.on("GET /v1/events", 200, "{\"events\":[],\"next\":null}");
        client.query(EventQuery.builder()
                .tenant("a b")
                .from(Instant.parse("2026-01-01T00:00:00Z"))
                .to(Instant.parse("2026-01-02T00:00:00Z"))
                .principal("arn:x/y")
                .subject("s")
                .action("iam.*")
                .targetType("T")
                .targetId("i")
                .status(Status.FAILURE)
                .classification(Classification.PHI)
                .correlationId("c")
                .text("w")
                .limit(5)
                .cursor("next")
                .maxLag(Duration.ofSeconds(2))
                .build());
        assertThat(server.last().query())
                .isEqualTo(
                        "tenant=a%20b&from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z"
                                + "&principal=arn%3Ax%2Fy&subject=s&action=iam.*&target=T%2Fi&status=failure"
                                + "&classification=PHI&correlation=c&q=w&cursor=next&consistency=eventual&maxLag=2000ms&limit=5");
    }

    @Test
    void aPageHoldsEventsAndItsCursor() {
        server.on("GET /v1/events", 200, "{\"events\":[" + RECORDED + "],\"next\":\"abc\"}");
        var page = client.query(EventQuery.builder().build());
        assertThat(page.next()).contains("abc");
        assertRecorded(page.events().get(0));
    }

    @Test
    void whatIsReadIsWrittenTheSame() throws IOException {
        Object json = JsonText.read(RECORDED.getBytes(UTF_8));
        assertThat(new String(JsonText.write(EventJson.toJson(EventJson.recorded(json))), UTF_8))
                .isEqualTo(RECORDED);
    }

    @Test
    void aStreamIsReadLineByLine() {
        server.on("GET /v1/events", Reply.of(200, "application/x-ndjson", (RECORDED + "\n\n").repeat(3)));
        try (var events = client.stream(EventQuery.builder().build())) {
            assertThat(events).hasSize(3).allSatisfy(this::assertRecorded);
        }
        assertThat(server.last().header("Accept")).isEqualTo("application/x-ndjson");
        assertThat(server.last().query()).isEqualTo("consistency=eventual");
    }

    @Test
    void aStreamThatBreaksOffIsAnErrorAndNotAnEnd() {
        server.on("GET /v1/events", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write((RECORDED + "\n").getBytes(UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });
        try (var events = client.stream(EventQuery.builder().build())) {
            assertThat(error(events::count).code()).isEqualTo(ClientErrorCode.UNREACHABLE);
        }
    }

    @Test
    void bulkSendsBytesAsTheyAreAndReportsEachFaultyRecord() {
        server.on(
                "POST /v1/events",
                207,
                "{\"stored\":1,\"duplicates\":2,\"faulty\":1,\"receipt\":\"7/1/ff/1.2.0\","
                        + "\"faults\":[{\"record\":3,\"problems\":[{\"path\":\"/id\",\"problem\":\"must be a UUID\"}]}]}");
        var result = client.appendAll(new ByteArrayInputStream("a\nb\n".getBytes(UTF_8)), "cloudtrail", "clinic");
        assertThat(server.last().body()).isEqualTo("a\nb\n");
        assertThat(server.last().query()).isEqualTo("format=cloudtrail&tenant=clinic");
        assertThat(result.stored()).isEqualTo(1);
        assertThat(result.duplicates()).isEqualTo(2);
        assertThat(result.faulty()).isEqualTo(1);
        assertThat(result.faults())
                .containsExactly(new BulkResult.FaultyRecord(3, List.of(new Fault("/id", "must be a UUID"))));
    }

    @Test
    void whatWasSpooledHasNoReceipt() {
        server.on(
                "POST /v1/events",
                202,
                APPENDED.replace("true", "false")
                        .replace("\"receipt\":\"7/1/ff/1.2.0\"", "\"state\":\"spooled\",\"receipt\":null"));
        var appended = client.append(event().id(ID).build());
        assertThat(appended.isSpooled()).isTrue();
        assertThat(appended.receipt()).isNull();
        var result = client.appendAll(new ByteArrayInputStream("{}".getBytes(UTF_8)), "json", null);
        assertThat(result.stored()).isEqualTo(1);
        assertThat(result.spooled()).isEqualTo(1);
        assertThat(result.receipt()).isEmpty();
    }

    @Test
    void aDocumentInBulkCountsItsEvents() {
        server.on("POST /v1/events", 201, APPENDED);
        var result = client.appendAll(new ByteArrayInputStream("{}".getBytes(UTF_8)), "json", null);
        assertThat(result.stored()).isZero();
        assertThat(result.duplicates()).isEqualTo(1);
        assertThat(result.receipt()).contains(Receipt.parse("7/1/ff/1.2.0"));
    }

    @Test
    void anExportIsPassedOnAsItComes() throws IOException {
        server.on("GET /v1/events", Reply.of(200, "text/csv", "id\r\n1\r\n"));
        try (var csv = client.export(EventQuery.builder().build(), OptionalInt.of(7), "text/csv")) {
            assertThat(new String(csv.readAllBytes(), UTF_8)).isEqualTo("id\r\n1\r\n");
        }
        assertThat(server.last().query()).isEqualTo("consistency=eventual&limit=7");
    }

    @Test
    void anInputThatCannotBeReadIsNotAnErrorOfTheConnection() {
        server.on("POST /v1/events", 201, "{}");
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("bad disk");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        var error = catchThrowableOfType(UncheckedIOException.class, () -> client.appendAll(broken, "ndjson", null));
        assertThat(error).hasMessageContaining("bad disk");
    }

    @Test
    void findsAnEventOrNothing() {
        server.on("GET /v1/events/" + ID, 200, RECORDED);
        assertRecorded(client.find("clinic", ID).orElseThrow());
        assertThat(server.last().query()).isEqualTo("tenant=clinic");
        assertThat(client.find(null, UUID.randomUUID())).isEmpty();
    }

    @Test
    void aProofIsTextOrNotThereYet() {
        server.on("GET /v1/events/" + ID + "/proof", Reply.of(202, "text/plain", "", Map.of("Retry-After", "1")))
                .on("GET /v1/events/" + ID + "/proof", Reply.of(200, "text/plain", "c2sp.org/tlog-proof@v1\n"))
                .on("GET /v1/events/" + ID + "/entry", Reply.of(200, "application/octet-stream", "{}"));
        var error = error(() -> client.proof(null, ID));
        assertThat(error.code()).isEqualTo(StandardErrorCode.NOT_SEALED);
        assertThat(error.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(client.proof(null, ID)).startsWith("c2sp.org/tlog-proof@v1");
        assertThat(client.entry(null, ID)).isEqualTo("{}".getBytes(UTF_8));
        assertThat(client.checkpoint()).isEmpty();
    }

    @Test
    void verificationTellsHowFarItIsAndEndsWithTheReport() {
        server.on(
                "POST /v1/verify",
                Reply.of(
                        200,
                        "application/x-ndjson",
                        "{\"done\":1,\"total\":2}\n{\"done\":2,\"total\":2}\n"
                                + "{\"intact\":false,\"kind\":\"event\",\"fromLeaf\":1,\"toLeaf\":2,\"events\":2,\"unsealed\":0,\"batches\":1,\"checkpoints\":1,"
                                + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"durationMillis\":12,"
                                + "\"checkpoint\":{\"origin\":\"log\",\"size\":2,\"root\":\"AAAA\",\"signedAt\":\"2026-01-01T00:00:00Z\"},"
                                + "\"intactUpTo\":null,\"violationCount\":1,\"violations\":[{\"kind\":\"EVENT_CHANGED\","
                                + "\"tenant\":\"clinic\",\"event\":\"" + ID + "\",\"description\":\"changed\"}],"
                                + "\"remarks\":[\"remarkable\"]}\n"));
        var progress = new ArrayList<String>();
        var report =
                client.verify(VerificationScope.event("clinic", ID), (done, total) -> progress.add(done + "/" + total));
        assertThat(server.last().body())
                .isEqualTo("{\"kind\":\"event\",\"event\":\"" + ID + "\",\"tenant\":\"clinic\"}");
        assertThat(report.coverage().kind()).isEqualTo(VerificationScope.Kind.EVENT);
        assertThat(report.coverage().toLeaf()).isEqualTo(2);
        assertThat(report.remarks()).containsExactly("remarkable");
        assertThat(progress).containsExactly("1/2", "2/2");
        assertThat(report.intact()).isFalse();
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(2);
        assertThat(report.intactUpTo()).isEmpty();
        assertThat(report.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_CHANGED);
            assertThat(violation.event()).contains(ID);
        });
    }

    @Test
    void whatIsOnRecordOfVerificationsIsRead() {
        server.on(
                "GET /v1/verify/runs",
                Reply.of(
                        200,
                        "application/json",
                        "{\"runs\":[{\"id\":\"" + ID + "\",\"kind\":\"incremental\",\"intact\":false,"
                                + "\"authentic\":true,\"fromLeaf\":5,\"toLeaf\":9,\"events\":4,\"unsealed\":0,\"batches\":1,"
                                + "\"checkpoints\":1,\"startedAt\":\"2026-01-01T00:00:00Z\",\"durationMillis\":12,"
                                + "\"violationCount\":1,\"firstViolation\":\"changed\"}]}"));
        assertThat(client.verifications(7)).singleElement().satisfies(run -> {
            assertThat(run.id()).isEqualTo(ID);
            assertThat(run.coverage().kind()).isEqualTo(VerificationScope.Kind.INCREMENTAL);
            assertThat(run.coverage().fromLeaf()).isEqualTo(5);
            assertThat(run.duration()).isEqualTo(Duration.ofMillis(12));
            assertThat(run.firstViolation()).contains("changed");
        });
        assertThat(server.last().query()).isEqualTo("limit=7");
    }

    @Test
    void aVerificationThatBreaksOffHasNoReport() {
        server.on("POST /v1/verify", Reply.of(200, "application/x-ndjson", "{\"done\":1,\"total\":2}\n"));
        assertThat(error(() -> client.verify((done, total) -> {})).code()).isEqualTo(ClientErrorCode.UNEXPECTED_ANSWER);
    }

    private void assertRecorded(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        assertThat(event.id()).isEqualTo(ID);
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05.000006+01:00"));
        assertThat(event.principal()).contains(new Principal("ann", "practitioner", null));
        assertThat(event.target()).contains(new Target("Observation", "o1"));
        assertThat(event.session()).contains(new Session(null, "10.0.0.1", null));
        assertThat(event.details()).containsEntry("n", new BigDecimal("1.50"));
        assertThat(recorded.redacted()).containsExactly("principal.name");
    }

    private static Reply problem(int status, String code, String more) {
        return Reply.of(
                status,
                "application/problem+json",
                "{\"title\":\"No\",\"status\":" + status + ",\"detail\":\"It went wrong\",\"code\":\"" + code + "\","
                        + more + "}");
    }

    private static AuditEvent.Builder event() {
        return AuditEvent.builder()
                .occurredAt(OffsetDateTime.parse("2026-01-02T03:04:05.000006+01:00"))
                .tenant("clinic")
                .action("patient.read")
                .status(Status.SUCCESS)
                .principal(Principal.of("ann"))
                .detail("n", new BigDecimal("1.50"));
    }

    private static AuditDbException error(ThrowingCallable call) {
        AuditDbException error = catchThrowableOfType(AuditDbException.class, call);
        assertThat(error).isNotNull();
        return error;
    }

    private static AuditDbClient client(URI url) {
        return new AuditDbClient(ClientSettings.builder(url)
                .token("secret")
                .maxAttempts(3)
                .retryDelay(Duration.ofMillis(1))
                .build());
    }
}
