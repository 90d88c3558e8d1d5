package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.IndexManager;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Shows how the indexes of events are used, advises upon them, and builds what is declared. */
final class IndexRoutes {
    private final IndexManager indexes;
    private final Json json;
    private final Answers answers;

    IndexRoutes(IndexManager indexes, Json json) {
        this.indexes = indexes;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/indexes", Right.OPERATE, this::usage),
                new HttpRoute("GET", "/v1/indexes/advice", Right.OPERATE, this::advise),
                new HttpRoute("POST", "/v1/indexes/apply", Right.OPERATE, this::apply));
    }

    private void usage(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, IndexJson.usage(indexes.usage(exchange.access())));
    }

    private void advise(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, IndexJson.of(indexes.advise(exchange.access())));
    }

    private void apply(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("drop", "dryRun"));
        boolean drop = body.truth("drop");
        boolean dryRun = body.truth("dryRun");
        body.check();
        answers.json(exchange, 200, IndexJson.steps(dryRun, indexes.apply(exchange.access(), drop, dryRun)));
    }
}
