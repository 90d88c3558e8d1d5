package io.auditdb.benchmarks.fhir;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Callers;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.kernel.event.EventJson;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many AuditEvents come in over HTTP beside the same events in the platform's own format. */
public final class FhirBenchmark {
    private static final Map<String, Object> PLUGINS =
            Map.of("plugins.http-api.enabled", true, "plugins.formats.enabled", true);
    private static final String TENANT = "clinic-1";
    private static final int BULK_REQUESTS = 2;
    private static final int BULK_EVENTS_A_REQUEST = 10_000;
    private static final int BATCH = 100;
    private static final int BATCH_CALLERS = 8;
    private static final double FLOOR = 0.4;

    private final Bench bench;
    private final int events;
    private final int rounds;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Measures in this place. */
    public FhirBenchmark(Bench bench) {
        this.bench = bench;
        this.events = bench.quick() ? 40_000 : 100_000;
        this.rounds = bench.quick() ? 2 : 3;
    }

    /** How events are sent. */
    private record Way(String path, String type, int size, int callers, Function<List<AuditEvent>, String> body) {
        static Way lines(String type, Function<AuditEvent, String> event) {
            return new Way(
                    "/v1/events?tenant=" + TENANT,
                    type,
                    BULK_EVENTS_A_REQUEST,
                    BULK_REQUESTS,
                    list -> list.stream().map(event).collect(Collectors.joining("\n")));
        }
    }

    /** Adds its rows. */
    public void run(Report report) throws Exception {
        Function<AuditEvent, String> own = it ->
                bench.json().write(EventJson.of(it.toBuilder().tenant(TENANT).build()));
        Way lines = Way.lines("application/x-ndjson", own);
        Way fhir = Way.lines("application/fhir+ndjson", FhirEvents::resource);
        Way arrays = new Way(
                "/v1/events",
                "application/json",
                BATCH,
                BATCH_CALLERS,
                list -> list.stream().map(own).collect(Collectors.joining(",", "[", "]")));
        Way batches =
                new Way("/fhir?tenant=" + TENANT, "application/fhir+json", BATCH, BATCH_CALLERS, FhirEvents::batch);
        compare(report, "fhir-ingest-bulk", fhir, lines);
        compare(report, "fhir-ingest-batch", batches, arrays);
    }

    private void compare(Report report, String row, Way fhir, Way own) throws Exception {
        Samples ours = new Samples();
        Samples theirs = new Samples();
        rate(-1, fhir); // to warm up
        rate(-2, own);
        for (int round = 0; round < rounds; round++) {
            theirs.add(rate(round, fhir));
            ours.add(rate(round, own));
        }
        Map<String, Object> settings = bench.settings();
        settings.put("events", events);
        settings.put("rounds", rounds);
        settings.put("eventsARequest", fhir.size());
        settings.put("requestsAtOnce", fhir.callers());
        settings.put("bytesAnEvent", bytes(fhir));
        settings.put("eventsPerSecond", Math.round(theirs.median()));
        settings.put("peer", "the same events as " + own.type());
        settings.put("peerBytesAnEvent", bytes(own));
        settings.put("peerEventsPerSecond", Math.round(ours.median()));
        report.add(new Row(row, theirs.median() / ours.median(), "ratio", 0.6, FLOOR, Row.Better.HIGHER, settings));
    }

    private int bytes(Way way) {
        List<AuditEvent> some = bench.events(0, 100).events(0, 100);
        return way.body().apply(some).length() / some.size();
    }

    private double rate(int seed, Way way) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        var source = bench.events(seed, events);
        for (int from = 0; from < events; from += way.size()) {
            bodies.add(way.body()
                    .apply(source.events(from, Math.min(events, from + way.size())))
                    .getBytes(StandardCharsets.UTF_8));
        }
        try (TestingAuditDb audit = bench.open(PLUGINS)) {
            String token = token(audit);
            URI uri = URI.create(audit.platform().httpUri().orElseThrow() + way.path());
            bench.rest(audit);
            return events / Callers.seconds(way.callers(), bodies, body -> send(uri, token, way.type(), body));
        }
    }

    private static String token(TestingAuditDb audit) {
        return audit.platform()
                .tokens()
                .create(
                        new Access("benchmark", Set.of(), Set.of(Right.ADMIN)),
                        "feed",
                        Set.of(TENANT),
                        Set.of(Right.APPEND),
                        Duration.ofHours(1))
                .secret();
    }

    private void send(URI uri, String token, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2 || response.body().contains("OperationOutcome")) {
            throw new IOException("The platform answered " + response.statusCode() + ": " + response.body());
        }
    }
}
