package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheManager;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Shows what keeping answers brings, makes answers unusable, and finds some out ahead. */
final class CacheRoutes {
    private final CacheManager caches;
    private final Json json;
    private final Answers answers;

    CacheRoutes(CacheManager caches, Json json) {
        this.caches = caches;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/cache", Right.OPERATE, this::report),
                new HttpRoute("POST", "/v1/cache/invalidate", Right.OPERATE, this::invalidate),
                new HttpRoute("POST", "/v1/cache/clear", Right.OPERATE, this::clear),
                new HttpRoute("POST", "/v1/cache/warm", Right.OPERATE, this::warm));
    }

    private void report(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, CacheJson.of(caches.report(exchange.access())));
    }

    private void invalidate(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, Set.of("tenant", "tags"));
        String tenant = body.required("tenant");
        Set<String> tags = body.texts("tags");
        body.check();
        caches.invalidate(exchange.access(), new CacheInvalidation(tenant, tags));
        Answers.nothing(exchange);
    }

    private void clear(HttpExchange exchange) throws IOException {
        body(exchange, Set.of()).check();
        caches.clear(exchange.access());
        Answers.nothing(exchange);
    }

    private void warm(HttpExchange exchange) throws IOException {
        body(exchange, Set.of()).check();
        answers.json(exchange, 200, CacheJson.warmed(caches.warm(exchange.access())));
    }

    private JsonObject body(HttpExchange exchange, Set<String> members) {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        return new JsonObject(json.read(exchange.body()), members);
    }
}
