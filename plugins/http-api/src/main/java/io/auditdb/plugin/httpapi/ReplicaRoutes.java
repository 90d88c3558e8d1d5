package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows the replicas of the database, and what they answer. */
final class ReplicaRoutes {
    private final Replicas replicas;
    private final Breakers breakers;
    private final Answers answers;

    ReplicaRoutes(Replicas replicas, Breakers breakers, Json json) {
        this.replicas = replicas;
        this.breakers = breakers;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/replicas", Right.OPERATE, this::list));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        List<BreakerReport> guards = breakers.report(exchange.access());
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "replicas",
                replicas.states().stream().map(it -> json(it, guards)).toList());
        answer.put("primaryReads", replicas.primaryReads());
        answer.put("fallbacks", replicas.fallbacks());
        answers.json(exchange, 200, answer);
    }

    private static Map<String, Object> json(ReplicaState replica, List<BreakerReport> guards) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", replica.name());
        answer.put("healthy", replica.healthy());
        answer.put("problem", replica.problem());
        answer.put("since", replica.since().toString());
        answer.put("breaker", breaker("replica:" + replica.name(), guards));
        answer.put("timeline", replica.timeline() == 0 ? null : replica.timeline());
        answer.put("replayed", replica.replayed() == 0 ? null : replica.replayed());
        answer.put("lagMillis", Millis.of(replica.lag()));
        answer.put("lagBytes", replica.lagBytes() < 0 ? null : replica.lagBytes());
        answer.put("latencyMillis", Millis.of(replica.latency()));
        answer.put("active", replica.active());
        answer.put("max", replica.max());
        answer.put("reads", replica.reads());
        return answer;
    }

    private static String breaker(String name, List<BreakerReport> guards) {
        return guards.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(it -> it.state().text())
                .orElse(null);
    }
}
