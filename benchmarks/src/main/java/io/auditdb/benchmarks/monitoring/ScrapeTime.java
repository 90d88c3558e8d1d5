package io.auditdb.benchmarks.monitoring;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long it takes to get all figures while events are taken in as fast as they can be. */
final class ScrapeTime {
    private static final double MOST_MILLIS = 20;
    private static final double FLOOR_MILLIS = 100;

    private final Bench bench;

    ScrapeTime(Bench bench) {
        this.bench = bench;
    }

    Row row() throws Exception {
        var millis = new Samples();
        int figures = 0;
        int scrapes = bench.quick() ? 50 : 300;
        try (TestingAuditDb audit =
                bench.open(Map.of("plugins.monitoring.enabled", true, "plugins.http-api.enabled", true))) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(audit.platform().httpUri().orElseThrow() + "/metrics"))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(audit.var().resolve("admin.token"))
                                            .strip())
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            var stop = new AtomicBoolean();
            CompletableFuture<Void> load = load(audit, stop);
            for (int i = -20; i < scrapes; i++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException("HTTP " + answer.statusCode());
                }
                if (i >= 0) {
                    millis.add((System.nanoTime() - start) / 1e6);
                    figures = (int) answer.body()
                            .lines()
                            .filter(it -> !it.startsWith("#"))
                            .count();
                }
                Thread.sleep(20);
            }
            stop.set(true);
            load.get();
        }
        Map<String, Object> settings = bench.settings();
        settings.put("scrapes", scrapes);
        settings.put("figures", figures);
        settings.put("medianMillis", Row.rounded(millis.median()));
        return new Row(
                "scrape-p99", millis.quantile(0.99), "ms", MOST_MILLIS, FLOOR_MILLIS, Row.Better.LOWER, settings);
    }

    private CompletableFuture<Void> load(TestingAuditDb audit, AtomicBoolean stop) {
        var events = bench.events(73, 10_000_000);
        return CompletableFuture.runAsync(() -> {
            try {
                for (long from = 0; !stop.get(); from += 10_000) {
                    new BulkAppend(audit.database()).append(BulkAppend.lazily(events, from, from + 10_000));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
