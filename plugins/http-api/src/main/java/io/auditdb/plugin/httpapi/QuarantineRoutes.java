package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.Appended;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Shows input that could not become events, and decides what becomes of it. */
final class QuarantineRoutes {
    private static final int LISTED = 100;

    private final Quarantine quarantine;
    private final Json json;
    private final Answers answers;

    QuarantineRoutes(Quarantine quarantine, Json json) {
        this.quarantine = quarantine;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/quarantine", Right.READ, this::list),
                new HttpRoute("GET", "/v1/quarantine/{id}", Right.READ, this::show),
                new HttpRoute("POST", "/v1/quarantine/{id}/release", Right.APPEND, this::release),
                new HttpRoute("POST", "/v1/quarantine/{id}/discard", Right.ADMIN, this::discard));
    }

    private void list(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("limit"));
        int limit = parameters.one("limit", EventQueryParameters::positive).orElse(LISTED);
        parameters.check();
        List<QuarantinedInput> found = quarantine.list(exchange.access(), limit);
        answers.json(
                exchange,
                200,
                Map.of("inputs", found.stream().map(QuarantineRoutes::of).toList()));
    }

    private void show(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, of(quarantine.find(exchange.access(), Parameters.id(exchange))));
    }

    private void release(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        UUID id = Parameters.id(exchange);
        List<Appended> appended = quarantine.release(exchange.access(), id);
        answers.json(
                exchange,
                200,
                Map.of("events", appended.stream().map(it -> it.id().toString()).toList()));
    }

    private void discard(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        UUID id = Parameters.id(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("reason"));
        String reason = body.required("reason");
        body.check();
        quarantine.discard(exchange.access(), id, reason);
        Answers.nothing(exchange);
    }

    private static Map<String, Object> of(QuarantinedInput input) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", input.id().toString());
        answer.put("receivedAt", input.receivedAt().toString());
        answer.put("tenant", input.tenant());
        answer.put("format", input.format());
        answer.put("origin", input.origin());
        answer.put("bytes", input.bytes());
        input.content().ifPresent(it -> answer.put("content", it));
        answer.put(
                "faults",
                input.faults().stream()
                        .map(it -> Map.of("path", it.path(), "problem", it.problem()))
                        .toList());
        return answer;
    }
}
