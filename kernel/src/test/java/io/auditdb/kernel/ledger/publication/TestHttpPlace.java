package io.auditdb.kernel.ledger.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestHttpPlace {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    private HttpPlace place(Duration timeout) {
        return new HttpPlace(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                new PublishSettings(
                        List.of(), Optional.empty(), Duration.ofSeconds(1), Duration.ofSeconds(1), timeout));
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void givesBackWhatIsThere() throws Exception {
        server.createContext("/", exchange -> answer(exchange, 200, "a note"));
        assertThat(place(PATIENT).read()).contains("a note");
    }

    @Test
    void nothingIsThereYet() throws Exception {
        server.createContext("/", exchange -> answer(exchange, 404, "none"));
        assertThat(place(PATIENT).read()).isEmpty();
    }

    @Test
    void saysWhatTheServerAnswered() {
        server.createContext("/", exchange -> answer(exchange, 503, "later"));
        assertThatIOException().isThrownBy(place(PATIENT)::read).withMessage("GET is answered with status 503");
    }

    @Test
    void doesNotWaitForAnAnswerThatDoesNotEnd() {
        server.createContext("/", this::trickle);
        assertThatIOException().isThrownBy(place(SHORT)::read).withMessage("no whole answer within 300 ms");
    }

    @Test
    void doesNotWaitForAnAnswerThatDoesNotBegin() {
        server.createContext("/", exchange -> await(Duration.ofMinutes(1)));
        assertThatIOException().isThrownBy(place(SHORT)::read).withMessage("no whole answer within 300 ms");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (!await(Duration.ofMillis(20))) {
            body.write('x');
            body.flush();
        }
    }

    /** Returns whether the test has ended. */
    private boolean await(Duration time) {
        try {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
