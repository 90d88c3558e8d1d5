package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.ledger.Witness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * This platform as a witness of other logs (C2SP tlog-witness). Needs no token: a request proves by the signature in it
 * which log it is from.
 */
final class WitnessRoutes {
    private final Witness witness;
    private final HttpApiSettings settings;

    WitnessRoutes(Witness witness, HttpApiSettings settings) {
        this.witness = witness;
        this.settings = settings;
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/witness/key", null, this::key),
                new HttpRoute("POST", "/v1/witness/add-checkpoint", null, this::addCheckpoint),
                new HttpRoute("GET", "/v1/witness/{log}/checkpoint", null, this::checkpoint));
    }

    private void key(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        exchange.respond(200, LogRoutes.TEXT, witness.verifierKey() + "\n");
    }

    private void addCheckpoint(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        int limit = Math.toIntExact(settings.maxCheckpoint().bytes());
        byte[] body = exchange.body().readNBytes(limit + 1);
        if (body.length > limit) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE,
                    "A request to cosign has at most " + settings.maxCheckpoint()
                            + " (plugins.http-api.max-checkpoint)");
        }
        Witness.Answer answer = witness.addCheckpoint(new String(body, StandardCharsets.UTF_8));
        exchange.respond(answer.status(), answer.contentType(), answer.body());
    }

    private void checkpoint(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        String note = witness.checkpoint(exchange.pathParameter("log"))
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.NOT_FOUND, "This witness has cosigned no checkpoint of that log"));
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.respond(200, LogRoutes.TEXT, note);
    }
}
