package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TestProblems {
    private static final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final TestingListener http = new TestingListener();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void close() {
        http.close();
        root.detachAppender(logged);
    }

    @Test
    void namesEveryFault() throws Exception {
        failing(new AuditDbException(
                StandardErrorCode.INVALID_EVENT,
                "The event cannot be accepted",
                List.of(new Fault("/tenant", "is missing"), new Fault("/status", "is unknown"))));
        var response = http.get("/fail");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(http.problem(response))
                .containsEntry("type", "about:blank")
                .containsEntry("status", 422L)
                .containsEntry("code", "INVALID_EVENT")
                .containsEntry("detail", "The event cannot be accepted")
                .containsEntry(
                        "faults",
                        List.of(
                                Map.of("path", "/tenant", "problem", "is missing"),
                                Map.of("path", "/status", "problem", "is unknown")))
                .containsKey("title")
                .doesNotContainKeys("retryAfterMillis", "instance");
    }

    @Test
    void listsFaultsUpToABoundAndCountsTheRest() throws Exception {
        failing(new AuditDbException(
                StandardErrorCode.INVALID_EVENT,
                "Bad",
                IntStream.range(0, 12)
                        .mapToObj(i -> new Fault("/" + i, "is bad"))
                        .toList()));
        var faults = (List<?>) http.problem(http.get("/fail")).get("faults");
        assertThat(faults).hasSize(6).last().isEqualTo(Map.of("path", "", "problem", "and 7 more"));
    }

    @Test
    void tellsWhenToTryAgain() throws Exception {
        failing(new AuditDbException(StandardErrorCode.QUEUE_FULL, "Full", Duration.ofMillis(1200), null));
        var response = http.get("/fail");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(http.problem(response)).containsEntry("retryAfterMillis", 1200L);
    }

    @Test
    void aDatabaseThatIsAwayIsWorthAnotherTry() throws Exception {
        failing(new CompletionException(
                new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "The database is away")));
        var response = http.get("/fail");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(http.problem(response)).containsEntry("code", "DATABASE_UNAVAILABLE");
    }

    @Test
    void aDefectIsLoggedUnderTheIdThatTheCallerSees() throws Exception {
        failing(new IllegalStateException("secret of patient 4711"));
        var response = http.get("/fail?subject=4711");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("4711", "IllegalState", "io.auditdb");
        String instance = (String) http.problem(response).get("instance");
        assertThat(instance).startsWith("urn:uuid:");
        var lines = logged().stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(instance.substring("urn:uuid:".length())))
                .toList();
        assertThat(lines).hasSize(1).first().asString().contains("GET /fail").doesNotContain("4711");
    }

    @Test
    void anErrorOfTheVirtualMachineDoesNotEndTheServer() throws Exception {
        http.route("GET", "/deep", null, exchange -> {
            throw new StackOverflowError();
        });
        assertThat(http.get("/deep").statusCode()).isEqualTo(500);
        assertThat(http.get("/deep").statusCode()).isEqualTo(500);
    }

    @Test
    void whatWasPreparedIsReplacedByTheProblem() throws Exception {
        http.route("GET", "/late", null, exchange -> {
            exchange.setHeader("Cache-Control", "public");
            exchange.respond(200, "text/csv", "a,b\r\n");
            throw new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "away");
        });
        var response = http.get("/late");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(http.problem(response)).containsEntry("detail", "away");
    }

    @Test
    void anAnswerThatFailsAfterItsStartIsSeenToBeCutOff() {
        http.route("GET", "/cut", null, exchange -> {
            var out = exchange.respond(200, "application/x-ndjson");
            out.write("{}\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "away");
        });
        assertThatThrownBy(() -> http.get("/cut")).isInstanceOf(IOException.class);
    }

    @Test
    void aHandlerThatClosesItsOutputCanStillFail() {
        http.route("GET", "/cut", null, exchange -> {
            try (var out = exchange.respond(200, "application/x-ndjson")) {
                out.write(new byte[100_000]);
            }
            throw new UncheckedIOException(new IOException("gone"));
        });
        assertThatThrownBy(() -> http.get("/cut")).isInstanceOf(IOException.class);
    }

    @Test
    void aHandlerWithoutAnAnswerIsADefect() throws Exception {
        http.route("GET", "/silent", null, exchange -> {});
        assertThat(http.get("/silent").statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /fail%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /fail%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /fail?a=%C3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /fail HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /fail HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                "GET /fail HTTP/9.9\r\nHost: x\r\n\r\n",
                "POST /fail HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
                "POST /fail HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
                "G@T /fail HTTP/1.1\r\nHost: x\r\n\r\n",
                " \r\n\r\n",
                "GET\r\n\r\n",
            })
    void aRequestThatIsNotHttpIsTheCallersFault(String request) throws Exception {
        failing(new IllegalStateException("not reached"));
        http.route(
                "POST",
                "/read",
                null,
                exchange ->
                        exchange.respond(200, "text/plain", "" + exchange.body().readAllBytes().length));
        assertThat(http.raw(request)).matches("(?s)(HTTP/1\\.1 (4\\d\\d|505) .*|)");
        assertThat(logged()).noneMatch(event -> event.getLevel().levelInt >= ch.qos.logback.classic.Level.ERROR_INT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS * HTTP/1.1", "CONNECT x:80 HTTP/1.1", "GET http://other/fail2 HTTP/1.1"})
    void unusualTargetsAreAnswered(String line) throws Exception {
        String response = http.raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(response).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
    }

    @Test
    void headersThatAreTooLargeAreRefusedWithAProblem() throws Exception {
        var response = http.send(http.request("/fail").header("X-Large", "x".repeat(9_000)));
        assertThat(response.statusCode()).isEqualTo(431);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(http.problem(response)).containsEntry("code", "TOO_LARGE");
    }

    @Test
    void aCallerWhoGoesAwayWhileSendingLeavesNoErrorInTheLog() throws Exception {
        var gone = new java.util.concurrent.CountDownLatch(1);
        http.route("POST", "/read", null, exchange -> {
            try {
                exchange.body().readAllBytes();
            } finally {
                gone.countDown();
            }
        });
        try (var socket = new java.net.Socket(
                java.net.InetAddress.getLoopbackAddress(), http.listener.uri().getPort())) {
            socket.getOutputStream()
                    .write("POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
                            .getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(gone.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        http.close();
        assertThat(logged()).noneMatch(event -> event.getLevel().levelInt >= ch.qos.logback.classic.Level.WARN_INT);
    }

    private List<ILoggingEvent> logged() {
        synchronized (logged) {
            return List.copyOf(logged.list);
        }
    }

    private void failing(RuntimeException failure) {
        http.route("GET", "/fail", null, exchange -> {
            throw failure;
        });
    }
}
