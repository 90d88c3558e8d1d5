package io.auditdb.plugin.httpapi;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.health.HealthReports;
import io.auditdb.kernel.health.HealthSettings;
import io.auditdb.kernel.http.HttpListener;
import io.auditdb.kernel.http.HttpSettings;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.metrics.MetricsSettings;
import io.auditdb.kernel.metrics.RegisteredMetrics;
import io.auditdb.kernel.resilience.FailureJournal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

/** The plugin on the real listener, in front of fakes, and a client. */
final class TestingApi implements AutoCloseable, PluginContext {
    static final HttpApiSettings SETTINGS = new HttpApiSettings(
            10,
            DataSize.parse("4KB"),
            3,
            5,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            20,
            Duration.ofMillis(100),
            2,
            1,
            Duration.ZERO,
            Duration.ofSeconds(1),
            DataSize.parse("2KB"),
            DataSize.parse("1KB"),
            1,
            100);

    final FakeDatabase database = new FakeDatabase();
    final FakeLedger ledger = new FakeLedger();
    final FakeWitness witness = new FakeWitness();
    final FakeEvidence evidence = new FakeEvidence();
    final FakePresets presets = new FakePresets();
    final FakeQuarantine quarantine = new FakeQuarantine();
    final FakeRedactions redactions = new FakeRedactions();
    final FakeTokens tokens = new FakeTokens();
    final FakePartitions partitions = new FakePartitions();
    final FakeIndexes indexes = new FakeIndexes();
    final FakeArchives archives = new FakeArchives();
    final FakeCaches caches = new FakeCaches();
    final FakeFailures failures = new FakeFailures();
    final FakePools pools = new FakePools();
    final FakeMonitor monitor = new FakeMonitor();
    final FakeLimits limits = new FakeLimits();
    final FakeConfiguration configuration = new FakeConfiguration();
    volatile SpoolReport spool = SpoolReport.OFF;
    final FakeFeed feed = new FakeFeed();
    final FakeHolds holds = new FakeHolds();
    final FakeRetention retention = new FakeRetention();
    final FakePlugins plugins = new FakePlugins();
    final Json json = new StrictJson();
    final Set<Codec> codecs = new CopyOnWriteArraySet<>();
    final Set<HealthCheck> checks = new CopyOnWriteArraySet<>();
    private final HealthReports health =
            new HealthReports(checks, new HealthSettings(Duration.ofMillis(300), 4, Duration.ZERO), Clock.systemUTC());
    final HttpApiPlugin plugin = new HttpApiPlugin();
    final Path directory;
    private final HttpListener listener;
    private final HttpClient client = HttpClient.newHttpClient();

    TestingApi() throws IOException {
        directory = Files.createTempDirectory("http-api");
        codecs.add(new FakeCodec("json", Set.of("application/json"), json));
        codecs.add(new FakeCodec("ndjson", Set.of("application/x-ndjson"), json));
        plugin.start(this);
        var settings = new HttpSettings(
                "127.0.0.1",
                0,
                DataSize.parse("64KB"),
                DataSize.parse("8KB"),
                200,
                100,
                Duration.ofSeconds(30),
                32,
                64,
                Duration.ofSeconds(1),
                16,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
        listener = new HttpListener(
                settings,
                plugin::routes,
                tokens::authenticate,
                json,
                new CallContexts(new byte[] {1}),
                FailureJournal.none(),
                new RegisteredMetrics(new MetricsSettings(100), Set::of));
        listener.start();
    }

    HttpRequest.Builder request(String path, String token) {
        var request = HttpRequest.newBuilder(URI.create(listener.uri() + path)).timeout(Duration.ofSeconds(30));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Returns the status of an answer that may have no end. */
    int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String token) throws IOException, InterruptedException {
        return client.send(request(path, token).build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String path, String token, String... headers) throws IOException, InterruptedException {
        var request = request(path, token);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String token, String type, String body)
            throws IOException, InterruptedException {
        var request = request(path, token).POST(BodyPublishers.ofString(body));
        return send(type == null ? request : request.header("Content-Type", type));
    }

    HttpResponse<String> append(String body) throws IOException, InterruptedException {
        return post("/v1/events?tenant=clinic", "append", "application/json", body);
    }

    HttpResponse<String> bulk(String body) throws IOException, InterruptedException {
        return post("/v1/events?tenant=clinic", "append", "application/x-ndjson", body);
    }

    @SuppressWarnings("unchecked") // every answer in JSON is an object
    Map<String, Object> object(HttpResponse<String> response) {
        return (Map<String, Object>) json.read(response.body());
    }

    /** Puts an event into the database, past the interface. */
    AuditEvent given(AuditEvent event) {
        database.append(event);
        return event;
    }

    @Override
    public String name() {
        return "http-api";
    }

    @Override
    public <R extends Record> R settings(Class<R> type) {
        return type.cast(SETTINGS);
    }

    @Override
    public <S> S service(Class<S> type) {
        return Stream.of(
                        database,
                        ledger,
                        witness,
                        evidence,
                        redactions,
                        tokens,
                        plugins,
                        partitions,
                        indexes,
                        monitor,
                        new FakeMetrics(),
                        archives,
                        caches,
                        failures,
                        failures.breakers(),
                        pools,
                        limits,
                        configuration,
                        new FakeReplicas(),
                        feed,
                        health,
                        (StoreAndForward) by -> spool,
                        quarantine,
                        presets,
                        holds,
                        retention,
                        json)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Override
    @SuppressWarnings("unchecked") // nothing else is asked for
    public <E> Set<E> extensions(Class<E> type) {
        return (Set<E>) codecs;
    }

    @Override
    public Optional<byte[]> inherited() {
        return Optional.empty();
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        health.close();
        Files.delete(directory);
    }
}
