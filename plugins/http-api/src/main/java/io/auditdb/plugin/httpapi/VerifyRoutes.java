package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Verifies the whole log, and tells how far it is while it does. */
final class VerifyRoutes {
    private final Ledger ledger;
    private final Json json;
    private final HttpApiSettings settings;
    private final Semaphore running;

    VerifyRoutes(Ledger ledger, Json json, HttpApiSettings settings) {
        this.ledger = ledger;
        this.json = json;
        this.settings = settings;
        this.running = new Semaphore(settings.maxVerifications());
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("POST", "/v1/verify", Right.VERIFY, this::verify));
    }

    private void verify(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        String type = Accept.choose(exchange, List.of(Accept.JSON, Accept.NDJSON));
        Ledger view = ledger.as(exchange.access());
        if (!running.tryAcquire()) {
            throw new AuditDbException(
                    HttpApiErrorCode.BUSY,
                    settings.maxVerifications() + " verifications run already (plugins.http-api.max-verifications)",
                    Duration.ofSeconds(10),
                    null);
        }
        try {
            if (type.equals(Accept.NDJSON)) {
                OutputStream out = exchange.respond(200, type);
                line(out, report(view.verify(progress(out))));
            } else {
                json.write(report(view.verify(VerificationProgress.NONE)), exchange.respond(200, type));
            }
        } finally {
            running.release();
        }
    }

    /** Writes now and then. A caller who went away makes the write fail, which ends the verification. */
    private VerificationProgress progress(OutputStream out) {
        return new VerificationProgress() {
            private long next = System.nanoTime();

            @Override
            public void at(long done, long total) {
                if (System.nanoTime() - next < 0) {
                    return;
                }
                next = System.nanoTime() + settings.progressInterval().toNanos();
                var step = new LinkedHashMap<String, Object>();
                step.put("done", done);
                step.put("total", total);
                try {
                    line(out, step);
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private void line(OutputStream out, Object value) throws IOException {
        json.write(value, out);
        out.write('\n');
    }

    private static Map<String, Object> report(VerificationReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("intact", report.intact());
        answer.put("events", report.events());
        answer.put("unsealed", report.unsealed());
        answer.put("batches", report.batches());
        answer.put("checkpoints", report.checkpoints());
        answer.put("startedAt", report.startedAt().toString());
        answer.put("durationMillis", report.duration().toMillis());
        answer.put(
                "checkpoint", report.checkpoint().map(VerifyRoutes::checkpoint).orElse(null));
        answer.put(
                "intactUpTo", report.intactUpTo().map(VerifyRoutes::checkpoint).orElse(null));
        answer.put("violationCount", report.violationCount());
        answer.put(
                "violations",
                report.violations().stream().map(VerifyRoutes::violation).toList());
        return answer;
    }

    private static Map<String, Object> checkpoint(Checkpoint checkpoint) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("origin", checkpoint.origin());
        answer.put("size", checkpoint.size());
        answer.put("root", Base64.getEncoder().encodeToString(checkpoint.root()));
        answer.put("signedAt", checkpoint.signedAt().toString());
        return answer;
    }

    private static Map<String, Object> violation(Violation violation) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("kind", violation.kind().name());
        answer.put("tenant", violation.tenant().orElse(null));
        answer.put("event", violation.event().map(UUID::toString).orElse(null));
        answer.put("description", violation.description());
        return answer;
    }
}
