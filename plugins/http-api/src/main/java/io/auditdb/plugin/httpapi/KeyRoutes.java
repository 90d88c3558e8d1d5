package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys that sign the log. Their public parts are for everybody. */
final class KeyRoutes {
    private final Ledger ledger;
    private final Json json;
    private final Answers answers;

    KeyRoutes(Ledger ledger, Json json) {
        this.ledger = ledger;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/log/key", null, this::newest),
                new HttpRoute("GET", "/v1/log/keys", null, this::all),
                new HttpRoute("POST", "/v1/log/keys/rotate", Right.ADMIN, this::rotate));
    }

    private void newest(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        exchange.respond(200, LogRoutes.TEXT, ledger.as(exchange.access()).verifierKey() + "\n");
    }

    private void all(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, answer(ledger.as(exchange.access()).keys()));
    }

    private void rotate(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("overlap", "dryRun"));
        var overlap = body.text("overlap", DurationText::parse).orElse(null);
        boolean dryRun = body.truth("dryRun");
        body.check();
        answers.json(exchange, 200, answer(ledger.as(exchange.access()).rotateKey(overlap, dryRun)));
    }

    private static Map<String, Object> answer(List<LedgerKey> keys) {
        return Map.of("keys", keys.stream().map(KeyRoutes::answer).toList());
    }

    private static Map<String, Object> answer(LedgerKey key) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("vkey", key.verifierKey());
        answer.put("state", key.state().name());
        answer.put("since", key.since().toString());
        answer.put("until", key.until().map(Instant::toString).orElse(null));
        answer.put("rotation", key.rotation().orElse(null));
        return answer;
    }
}
