package io.auditdb.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on a port of its own that answers as it is told, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Starts it. */
    public ScriptedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers the next such request with JSON, and all later ones when nothing else is scripted. */
    public ScriptedServer on(String request, int status, String json) {
        return on(request, Reply.of(status, "application/json", json));
    }

    /** Answers the next such request, and all later ones when nothing else is scripted. */
    public ScriptedServer on(String request, Reply reply) {
        replies.computeIfAbsent(request, key -> new ConcurrentLinkedQueue<>(new ArrayDeque<>()))
                .add(reply);
        return this;
    }

    /** What was asked, in order. */
    public List<Request> requests() {
        return requests;
    }

    /** What was asked last. */
    public Request last() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String name =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        Queue<Reply> scripted = replies.getOrDefault(name, new ArrayDeque<>());
        Reply reply = scripted.size() > 1 ? scripted.poll() : scripted.peek();
        if (reply == null) {
            reply = Reply.of(
                    404,
                    "application/problem+json",
                    "{\"detail\":\"not scripted: " + name + "\",\"code\":\"NOT_FOUND\"}");
        }
        if (reply.readsBody()) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(new Request(
                    name,
                    exchange.getRequestURI().getRawQuery(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(body, UTF_8)));
        }
        reply.send(exchange);
        exchange.close();
    }

    /** A request as it came. */
    public record Request(String name, String query, Map<String, List<String>> headers, String body) {
        /** The first header of this name, or null. */
        public String header(String header) {
            List<String> values = headers.get(header);
            return values == null ? null : values.get(0);
        }
    }

    /** How to answer. */
    public interface Reply {
        /** Answers with a text. */
        static Reply of(int status, String contentType, String body) {
            return of(status, contentType, body, Map.of());
        }

        /** Answers with a text and these headers. */
        static Reply of(int status, String contentType, String body, Map<String, String> headers) {
            return exchange -> {
                byte[] bytes = body.getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", contentType);
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            };
        }

        /** Sends the answer. */
        void send(HttpExchange exchange) throws IOException;

        /** Whether the request is read first. */
        default boolean readsBody() {
            return true;
        }
    }
}
