package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes, lists and revokes tokens. */
final class TokenRoutes {
    private final AccessTokens tokens;
    private final Json json;
    private final Answers answers;

    TokenRoutes(AccessTokens tokens, Json json) {
        this.tokens = tokens;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/tokens", Right.ADMIN, this::list),
                new HttpRoute("POST", "/v1/tokens", Right.ADMIN, this::create),
                new HttpRoute("DELETE", "/v1/tokens/{id}", Right.ADMIN, this::revoke));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        var all =
                tokens.list(exchange.access()).stream().map(TokenRoutes::answer).toList();
        answers.json(exchange, 200, Map.of("tokens", all));
    }

    private void create(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("name", "tenants", "rights", "lifetime"));
        String name = body.required("name");
        Set<String> tenants = body.texts("tenants");
        Set<Right> rights = body.names("rights", Right.class);
        var lifetime = body.text("lifetime", DurationText::parse).orElse(null);
        body.check();
        var made = tokens.create(exchange.access(), name, tenants, rights, lifetime);
        var answer = answer(made.info());
        answer.put("token", made.secret());
        answers.json(exchange, 201, answer);
    }

    private void revoke(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        if (!tokens.revoke(exchange.access(), Parameters.id(exchange))) {
            throw new AuditDbException(
                    StandardErrorCode.NOT_FOUND, "There is no token of this id, or it was revoked before");
        }
        Answers.nothing(exchange);
    }

    private static Map<String, Object> answer(TokenInfo info) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", info.id().toString());
        answer.put("name", info.access().principal());
        answer.put("tenants", info.access().tenants().stream().sorted().toList());
        answer.put(
                "rights",
                info.access().rights().stream().sorted().map(Right::text).toList());
        answer.put("createdAt", info.createdAt().toString());
        answer.put("expiresAt", info.expiresAt().map(Instant::toString).orElse(null));
        answer.put("revokedAt", info.revokedAt().map(Instant::toString).orElse(null));
        return answer;
    }
}
