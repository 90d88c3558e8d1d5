package io.auditdb.benchmarks.cache;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.kernel.AuditDb;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** A kept answer, as a client of the HTTP interface gets it. */
final class HttpHits {
    private final Bench bench;
    private final ClinicQueries queries;

    HttpHits(Bench bench, ClinicQueries queries) {
        this.bench = bench;
        this.queries = queries;
    }

    void run(Instances instances, Report report) throws Exception {
        Map<String, Object> settings = new HashMap<>(CacheBenchmark.LOCAL);
        settings.put("plugins.http-api.enabled", true);
        try (AuditDb platform = instances.open(settings)) {
            report.add(row(instances, platform));
        }
    }

    private Row row(Instances instances, AuditDb platform) throws Exception {
        String token = Files.readString(instances.directory(platform).resolve("admin.token"))
                .strip();
        HttpClient client = HttpClient.newHttpClient();
        int rounds = bench.quick() ? 500 : 5000;
        var millis = new Samples();
        int events = 0;
        for (int round = -rounds; round < rounds; round++) {
            int query = Math.floorMod(round, 50) * 4;
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(platform.httpUri().orElseThrow() + path(query)))
                    .header("Authorization", "Bearer " + token)
                    .build();
            long start = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("HTTP " + answer.statusCode());
            }
            events = answer.body().length;
            if (round >= 0) {
                millis.add((System.nanoTime() - start) / 1e6);
            }
        }
        Map<String, Object> shown = bench.settings();
        shown.put("requests", rounds);
        shown.put("bytes", events);
        shown.put("medianMillis", Row.rounded(millis.median()));
        return new Row("http-hit-p99", millis.quantile(0.99), "ms", 5, 20, Row.Better.LOWER, shown);
    }

    private String path(int query) {
        var asked = queries.query(query).build();
        return "/v1/events?tenant=" + asked.tenants().iterator().next() + "&subject="
                + asked.subject().orElseThrow() + "&from=" + asked.from().orElseThrow() + "&to="
                + asked.to().orElseThrow() + "&limit=" + asked.limit();
    }
}
