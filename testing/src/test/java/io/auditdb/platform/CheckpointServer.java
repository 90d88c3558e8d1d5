package io.auditdb.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A place for checkpoints over HTTP: takes what is put, and gives it back. */
final class CheckpointServer implements AutoCloseable {
    private final HttpServer server;
    volatile String kept;
    volatile String authorization;
    volatile int status = 204;
    volatile CountDownLatch hold = new CountDownLatch(0);

    CheckpointServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/checkpoint", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/checkpoint";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("PUT")) {
                hold.await();
                authorization = exchange.getRequestHeaders().getFirst("Authorization");
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (status == 204) {
                    kept = new String(body, StandardCharsets.UTF_8);
                }
                exchange.sendResponseHeaders(status, -1);
            } else if (kept == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] note = kept.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, note.length);
                exchange.getResponseBody().write(note);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        hold.countDown();
        server.stop(0);
    }
}
