package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.api.security.Access;
import java.io.IOException;
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
    private final HealthChecks checks;
    private final Answers answers;

    HealthRoutes(AuditDatabase database, HealthChecks checks, Json json) {
        this.database = database;
        this.checks = checks;
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
        var results = new ArrayList<HealthChecks.Named>();
        if (!isOpen()) {
            results.add(new HealthChecks.Named("database service", Status.DOWN, "The database is not open"));
        }
        results.addAll(checks.run());
        Status worst = results.stream()
                .map(HealthChecks.Named::status)
                .max(Status::compareTo)
                .orElse(Status.UP);
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

    private static Map<String, Object> answer(HealthChecks.Named result) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", result.name());
        answer.put("status", text(result.status()));
        answer.put("message", result.message());
        return answer;
    }

    private static String text(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
