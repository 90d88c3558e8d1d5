package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Shows what the pools of connections are doing. */
final class PoolRoutes {
    private final ConnectionManager connections;
    private final Answers answers;

    PoolRoutes(ConnectionManager connections, Json json) {
        this.connections = connections;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/performance/pools", Right.OPERATE, this::pools));
    }

    private void pools(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                Map.of(
                        "pools",
                        connections.poolStats().stream().map(PoolJson::of).toList()));
    }
}
