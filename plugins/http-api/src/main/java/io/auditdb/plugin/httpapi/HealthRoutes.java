package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.Health.Component;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.api.security.Access;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells whether the platform lives, is ready, and is well. Needs no token, for those who ask are machines. */
final class HealthRoutes {
    private static final Access NOBODY = new Access("health", Set.of(), Set.of());

    private final AuditDatabase database;
    private final Health health;
    private final Answers answers;

    HealthRoutes(AuditDatabase database, Health health, Json json) {
        this.database = database;
        this.health = health;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/health/live", null, this::live),
                new HttpRoute("GET", "/health/ready", null, this::health),
                new HttpRoute("GET", "/health", null, this::health));
    }

    private void live(HttpExchange exchange) throws IOException {
        answers.json(exchange, 200, Map.of("status", "up"));
    }

    private void health(HttpExchange exchange) throws IOException {
        var results = new ArrayList<Component>();
        if (!isOpen()) {
            results.add(new Component("database service", Status.DOWN, "The database is not open", "", Instant.now()));
        }
        results.addAll(health.report());
        Status worst =
                results.stream().map(Component::status).max(Status::compareTo).orElse(Status.UP);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("status", text(worst));
        answer.put("checks", results.stream().map(HealthRoutes::answer).toList());
        answers.json(exchange, worst == Status.DOWN ? 503 : 200, answer);
    }

    /** Asking for a view does no work, but fails while there is nobody to give one. */
    private boolean isOpen() {
        try {
            return database.as(NOBODY) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Map<String, Object> answer(Component result) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", result.name());
        answer.put("status", text(result.status()));
        answer.put("message", result.message());
        answer.put("advice", result.advice());
        answer.put("since", result.since().toString());
        return answer;
    }

    private static String text(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
