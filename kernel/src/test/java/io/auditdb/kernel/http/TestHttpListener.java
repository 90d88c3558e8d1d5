package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.http.HttpHandler;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestHttpListener {
    /** The common pool may have a single thread, and these calls wait for each other. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final HttpHandler HELLO = exchange -> exchange.respond(200, "text/plain", "hello");

    private final ExecutorService crowd = Executors.newCachedThreadPool();
    private final TestingListener http = new TestingListener();

    @AfterEach
    void close() {
        http.close();
        crowd.shutdownNow();
    }

    @Test
    void answersWithSafeHeadersAndDoesNotSayWhatItIs() throws Exception {
        http.route("GET", "/hello", null, HELLO);
        var response = http.get("/hello");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void aHandlerMayReplaceADefaultHeader() throws Exception {
        http.route("GET", "/tile", null, exchange -> {
            exchange.setHeader("Cache-Control", "public, immutable");
            exchange.respond(200, "text/plain", "x");
        });
        assertThat(http.get("/tile").headers().allValues("Cache-Control")).containsExactly("public, immutable");
    }

    @Test
    void handsOutPathAndQueryDecoded() throws Exception {
        http.route(
                "GET",
                "/a/{x}/{rest*}",
                null,
                exchange -> exchange.respond(
                        200,
                        "text/plain",
                        exchange.path() + " " + exchange.pathParameter("x") + " " + exchange.pathParameter("rest") + " "
                                + exchange.queryParameters() + " "
                                + exchange.queryParameter("q").orElseThrow()));
        assertThat(http.get("/a/b%20c/d/e?q=1%2B1&r=x&r=y").body())
                .isEqualTo("/a/b c/d/e b c d/e {q=[1+1], r=[x, y]} 1+1");
    }

    @Test
    void newRoutesAreServedAfterARefreshAndOldOnesAreNot() throws Exception {
        http.route("GET", "/old", null, HELLO);
        http.routes.clear();
        http.route("GET", "/new", null, HELLO);
        assertThat(http.get("/new").statusCode()).isEqualTo(200);
        assertThat(http.get("/old").statusCode()).isEqualTo(404);
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        http.route("GET", "/hello", null, HELLO);
        var response = http.send(http.request("/hello").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void optionsTellsTheMethods() throws Exception {
        http.route("GET", "/a", Right.READ, HELLO).route("POST", "/a", Right.APPEND, HELLO);
        var response = http.send(http.request("/a").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PATCH", "PROPFIND", "TRACE", "BREW"})
    void aMethodThatThePathDoesNotHaveIsRefusedWithThoseItHas(String method) throws Exception {
        http.route("GET", "/a", null, HELLO);
        String response = http.raw(method + " /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(response)
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD, OPTIONS\r\n")
                .contains("METHOD_NOT_ALLOWED");
    }

    @Test
    void aPathWithoutARouteIsNotFound() throws Exception {
        var response = http.get("/nowhere");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(http.problem(response)).containsEntry("code", "NOT_FOUND").containsEntry("status", 404L);
    }

    @Test
    void askingWithoutATokenIsChallenged() throws Exception {
        http.route("GET", "/a", Right.READ, HELLO);
        var response = http.get("/a");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"audit-db\"");
        assertThat(http.problem(response)).containsEntry("code", "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Basic cmVhZGVyOg==", "Bearer", "Bearer ", "reader", ""})
    void aTokenThatIsNotValidIsRefused(String authorization) throws Exception {
        http.route("GET", "/a", Right.READ, HELLO);
        var response = http.send(http.request("/a").header("Authorization", authorization));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
        assertThat(response.body()).doesNotContain("reader");
    }

    @Test
    void twoTokensAreRefused() throws Exception {
        http.route("GET", "/a", Right.READ, HELLO);
        var response = http.send(
                http.request("/a").header("Authorization", "Bearer reader").header("Authorization", "Bearer operator"));
        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenWithoutTheRightIsForbidden() throws Exception {
        http.route("GET", "/a", Right.READ, HELLO);
        assertThat(http.get("/a", "reader").statusCode()).isEqualTo(200);
        var response = http.get("/a", "operator");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(http.problem(response)).containsEntry("code", "FORBIDDEN");
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("insufficient_scope");
    }

    @Test
    void anOpenRouteKnowsTheCallerWhoShowsAToken() throws Exception {
        http.route(
                "GET",
                "/who",
                null,
                exchange ->
                        exchange.respond(200, "text/plain", exchange.access().toString()));
        assertThat(http.get("/who").body()).isEqualTo("Access[anonymous, tenants=[], rights=[]]");
        assertThat(http.get("/who", "reader").body()).startsWith("Access[reader");
        assertThat(http.get("/who", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void anOpenRouteThatDoesNotAskWhoCallsDoesNotLookTheTokenUp() throws Exception {
        http.route("GET", "/hello", null, HELLO);
        assertThat(http.get("/hello", "wrong").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsReportedWithItsSetting() {
        int port = http.listener.uri().getPort();
        var settings = new HttpSettings(
                "127.0.0.1",
                port,
                TestingListener.SETTINGS.maxBody(),
                TestingListener.SETTINGS.maxHeader(),
                1,
                1,
                Duration.ofSeconds(1),
                16,
                16,
                Duration.ofSeconds(1),
                16,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> new TestingListener(settings).close())
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("http.port")
                .hasMessageContaining("" + port);
    }

    @Test
    void aStopWaitsForTheRequestInFlightAndTakesNoMore() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        http.route("GET", "/slow", null, exchange -> {
            entered.countDown();
            await(leave);
            exchange.respond(200, "text/plain", "done");
        });
        var answer = CompletableFuture.supplyAsync(() -> body("/slow"), OWN_THREAD);
        await(entered);
        var stopped = CompletableFuture.runAsync(http.listener::close, OWN_THREAD);
        assertThatThrownBy(() -> stopped.get(1000, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        leave.countDown();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
        stopped.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> http.get("/slow")).isInstanceOf(IOException.class);
    }

    @Test
    void aHandlerMayTakeLongerThanAConnectionMayBeSilent() throws Exception {
        try (var impatient = TestingListener.impatient()) {
            impatient.route("GET", "/slow", null, exchange -> {
                sleep(Duration.ofMillis(800));
                exchange.respond(200, "text/plain", "done");
            });
            String answer = impatient.raw("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("done");
        }
    }

    @Test
    void aCallerWhoStopsSendingIsNotWaitedFor() throws Exception {
        try (var impatient = TestingListener.impatient()) {
            impatient.route(
                    "POST",
                    "/read",
                    null,
                    exchange -> exchange.respond(
                            200, "text/plain", "" + exchange.body().readAllBytes().length));
            String answer = impatient.raw("POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(answer).matches("(?s)(HTTP/1\\.1 408 .*|)");
        }
    }

    @Test
    void aStopWithIdleConnectionsIsQuick() throws Exception {
        http.route("GET", "/hello", null, HELLO);
        http.get("/hello");
        long started = System.nanoTime();
        http.listener.close();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aCrowdBeyondTheMostConnectionsIsServedInTurn() {
        http.route("GET", "/hello", null, HELLO);
        var answers = IntStream.range(0, 3 * TestingListener.SETTINGS.maxConnections())
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> body("/hello"), crowd))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join)).containsOnly("hello");
    }

    private String body(String path) {
        try {
            return http.get(path).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
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
