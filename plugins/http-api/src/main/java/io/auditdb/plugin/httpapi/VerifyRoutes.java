package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Verifies the log or a part of it, tells how far it is while it does, and what was found before. */
final class VerifyRoutes {
    private static final int DEFAULT_RUNS = 50;

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
        return List.of(
                new HttpRoute("POST", "/v1/verify", Right.VERIFY, this::verify),
                new HttpRoute("GET", "/v1/verify/runs", Right.VERIFY, this::runs));
    }

    private void verify(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        String type = Accept.choose(exchange, List.of(Accept.JSON, Accept.NDJSON));
        VerificationScope scope = VerifyBody.scope(exchange, json);
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
                line(out, VerificationJson.of(view.verify(scope, progress(out))));
            } else {
                json.write(
                        VerificationJson.of(view.verify(scope, VerificationProgress.NONE)),
                        exchange.respond(200, type));
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

    private void runs(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("limit"));
        int limit = parameters.one("limit", VerifyRoutes::limit).orElse(DEFAULT_RUNS);
        parameters.check();
        List<Map<String, Object>> runs = ledger.as(exchange.access()).verifications(limit).stream()
                .map(VerificationJson::of)
                .toList();
        json.write(Map.of("runs", runs), exchange.respond(200, Accept.JSON));
    }

    private static int limit(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("must be a number from 1 to 9999");
        }
        return Integer.parseInt(text);
    }
}
