package io.auditdb.benchmarks;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** How long a caller waits for the proof of an event anywhere in a large log. */
final class ProofBenchmark {
    private static final int PROOFS = 4000;
    private static final int WARM_UPS = 3;
    private static final int CALLERS = 2;
    private static final long SEED = 11;

    private final Bench bench;
    private final LargeLog log;

    ProofBenchmark(Bench bench, LargeLog log) {
        this.bench = bench;
        this.log = log;
    }

    void run(Report report) throws Exception {
        report.add(log.row());
        var proofs = new Proofs(log.audit());
        for (int round = 0; round < WARM_UPS; round++) {
            // compiled code, as in a daemon that has run for a while
            Callers.seconds(CALLERS, events(SEED + 1 + round), proofs::get);
        }
        var samples = new Samples();
        Callers.seconds(CALLERS, events(SEED), event -> samples.add(1000 * Stopwatch.seconds(() -> proofs.get(event))));
        Map<String, Object> settings = bench.settings();
        settings.put("leaves", log.leaves());
        settings.put("proofs", samples.count());
        settings.put("callers", CALLERS);
        settings.put("median", Row.rounded(samples.median()));
        settings.put("longest", Row.rounded(samples.max()));
        report.add(new Row("proof-p99", samples.quantile(0.99), "ms", 10, 25, Row.Better.LOWER, settings));
    }

    private List<AuditEvent> events(long seed) {
        var random = new SplittableRandom(seed);
        return LongStream.generate(() -> random.nextLong(log.leaves()))
                .limit(PROOFS)
                .mapToObj(log::event)
                .toList();
    }

    private static final class Proofs {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String uri;
        private final String token;

        Proofs(TestingAuditDb audit) throws IOException {
            this.uri = audit.platform().httpUri().orElseThrow() + "/v1/events/";
            this.token = Files.readString(audit.var().resolve("admin.token")).strip();
        }

        void get(AuditEvent event) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(uri + event.id() + "/proof?tenant=" + event.tenant()))
                    .header("Authorization", "Bearer " + token)
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 || !response.body().startsWith("c2sp.org/tlog-proof@v1\n")) {
                throw new IOException("The platform answered " + response.statusCode() + ": " + response.body());
            }
        }
    }
}
