package io.auditdb.kernel.http;

import io.auditdb.api.http.HttpHandler;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.errors.ErrorLog;
import io.auditdb.kernel.errors.ErrorSettings;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.metrics.MetricsSettings;
import io.auditdb.kernel.metrics.RegisteredMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener on a free port, with the tokens {@code reader} and {@code operator}, and a client. */
final class TestingListener implements AutoCloseable {
    static final HttpSettings SETTINGS = new HttpSettings(
            "127.0.0.1",
            0,
            DataSize.parse("64KB"),
            DataSize.parse("8KB"),
            200,
            5,
            Duration.ofSeconds(30),
            32,
            64,
            Duration.ofSeconds(1),
            16,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    private static final Map<String, Access> TOKENS = Map.of(
            "reader", new Access("reader", Set.of("clinic"), Set.of(Right.READ)),
            "operator", new Access("operator", Set.of(), Set.of(Right.OPERATE)));

    final List<HttpRoute> routes = new CopyOnWriteArrayList<>();
    final ErrorLog errors = new ErrorLog(new ErrorSettings(100), Clock.systemUTC());
    final StrictJson json = new StrictJson();
    final HttpListener listener;
    private final HttpClient client = HttpClient.newHttpClient();

    TestingListener() {
        this(SETTINGS);
    }

    /** One whose connections may be silent for a short time only. */
    static TestingListener impatient() {
        return new TestingListener(new HttpSettings(
                SETTINGS.host(),
                0,
                SETTINGS.maxBody(),
                SETTINGS.maxHeader(),
                SETTINGS.maxExpansion(),
                SETTINGS.maxFaults(),
                Duration.ofMillis(150),
                SETTINGS.maxThreads(),
                SETTINGS.maxConnections(),
                SETTINGS.crowdedIdleTimeout(),
                SETTINGS.acceptQueue(),
                SETTINGS.retryAfter(),
                SETTINGS.lingerTimeout(),
                SETTINGS.shutdownTimeout()));
    }

    TestingListener(HttpSettings settings) {
        listener = new HttpListener(
                settings,
                () -> routes,
                token -> Optional.ofNullable(TOKENS.get(token)),
                json,
                new CallContexts(new byte[] {1}),
                errors,
                new RegisteredMetrics(new MetricsSettings(100), Set::of));
        listener.start();
    }

    TestingListener route(String method, String path, Right right, HttpHandler handler) {
        routes.add(new HttpRoute(method, path, right, handler));
        listener.refresh();
        return this;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(listener.uri() + path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        var request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Sends bytes as they are, and returns all that comes back until the connection closes. */
    String raw(String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.uri().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @SuppressWarnings("unchecked") // a problem document is an object
    Map<String, Object> problem(HttpResponse<String> response) {
        return (Map<String, Object>) json.read(response.body());
    }

    @Override
    public void close() {
        listener.close();
    }
}
