package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows what has failed, and what is not asked because it failed. */
final class FailureRoutes {
    private final ErrorReports errors;
    private final Breakers breakers;
    private final Json json;
    private final Answers answers;

    FailureRoutes(ErrorReports errors, Breakers breakers, Json json) {
        this.errors = errors;
        this.breakers = breakers;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/errors", Right.OPERATE, this::report),
                new HttpRoute("GET", "/v1/errors/{fingerprint}", Right.OPERATE, this::find),
                new HttpRoute("GET", "/v1/breakers", Right.OPERATE, this::breakers),
                new HttpRoute("POST", "/v1/breakers/{name}/reset", Right.OPERATE, this::reset));
    }

    private void report(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, FailureJson.of(errors.report(exchange.access())));
    }

    private void find(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange, 200, FailureJson.of(errors.find(exchange.access(), exchange.pathParameter("fingerprint"))));
    }

    private void breakers(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                Map.of(
                        "breakers",
                        breakers.report(exchange.access()).stream()
                                .map(FailureJson::of)
                                .toList()));
    }

    private void reset(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        new JsonObject(json.read(exchange.body()), Set.of()).check();
        breakers.reset(exchange.access(), exchange.pathParameter("name"));
        Answers.nothing(exchange);
    }
}
