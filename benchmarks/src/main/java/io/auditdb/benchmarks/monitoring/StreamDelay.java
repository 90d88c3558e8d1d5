package io.auditdb.benchmarks.monitoring;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ClientSettings;
import io.auditdb.client.LiveEvents;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long after its append was begun a reader of the live stream, over HTTP, sees an event. */
final class StreamDelay {
    private static final double MOST_MILLIS = 200;
    private static final double FLOOR_MILLIS = 1000;
    private static final int PER_SECOND = 5_000;
    private static final int OF_REQUEST = 50;

    private final Bench bench;
    private final int warmUpSeconds;
    private final int seconds;

    StreamDelay(Bench bench) {
        this.bench = bench;
        this.warmUpSeconds = bench.quick() ? 3 : 15;
        this.seconds = bench.quick() ? 5 : 60;
    }

    Row row() throws Exception {
        var begun = new ConcurrentHashMap<UUID, Long>();
        var millis = new Samples();
        long total = (long) (warmUpSeconds + seconds) * PER_SECOND;
        long measured = (long) seconds * PER_SECOND;
        HealthEvents events = bench.events(79, total);
        try (TestingAuditDb audit = bench.open(Map.of("plugins.http-api.enabled", true));
                AuditDbClient client = client(audit);
                LiveEvents live = client.live(EventQuery.builder().build(), OptionalLong.of(0))) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                for (long seen = 0; seen < total; ) {
                    Placed event = live.next();
                    Long start = begun.remove(event.event().event().id());
                    if (start != null) { // not one of the platform's own
                        seen++;
                        if (seen > total - measured) {
                            millis.add((System.nanoTime() - start) / 1e6);
                        }
                    }
                }
            });
            append(audit, events, total, begun);
            reading.get(5, TimeUnit.MINUTES);
        }
        Map<String, Object> settings = bench.settings();
        settings.put("eventsPerSecond", PER_SECOND);
        settings.put("eventsOfRequest", OF_REQUEST);
        settings.put("events", millis.count());
        settings.put("medianMillis", Row.rounded(millis.median()));
        settings.put("longestMillis", Row.rounded(millis.max()));
        return new Row(
                "stream-delay-p99", millis.quantile(0.99), "ms", MOST_MILLIS, FLOOR_MILLIS, Row.Better.LOWER, settings);
    }

    private static AuditDbClient client(TestingAuditDb audit) throws Exception {
        return new AuditDbClient(ClientSettings.builder(
                        audit.platform().httpUri().orElseThrow())
                .token(Files.readString(audit.var().resolve("admin.token")).strip())
                .build());
    }

    /** By the clock, whether or not earlier ones were answered. */
    private static void append(TestingAuditDb audit, HealthEvents events, long total, Map<UUID, Long> begun) {
        long start = System.nanoTime();
        long pause = TimeUnit.SECONDS.toNanos(1) * OF_REQUEST / PER_SECOND;
        for (long from = 0; from < total; from += OF_REQUEST) {
            long due = start + from / OF_REQUEST * pause;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            List<AuditEvent> request = events.events(from, from + OF_REQUEST);
            long now = System.nanoTime();
            request.forEach(event -> begun.put(event.id(), now));
            audit.database().submit(request).join();
        }
    }
}
