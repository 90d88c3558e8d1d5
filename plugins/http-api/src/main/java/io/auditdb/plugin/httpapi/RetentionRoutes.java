package io.auditdb.plugin.httpapi;

import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.Classification;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows and changes retention policies, and shows what they come to. */
final class RetentionRoutes {
    private static final Set<String> MEMBERS =
            Set.of("name", "classification", "default", "archiveAfter", "deleteAfter", "minimum", "description");

    private final RetentionManager retention;
    private final Json json;
    private final Answers answers;

    RetentionRoutes(RetentionManager retention, Json json) {
        this.retention = retention;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/retention/policies", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/retention/policies", Right.OPERATE, this::add),
                new HttpRoute("POST", "/v1/retention/policies/{name}", Right.OPERATE, this::change),
                new HttpRoute("GET", "/v1/retention/applies", Right.OPERATE, this::applies),
                new HttpRoute("GET", "/v1/retention/plan", Right.OPERATE, this::plan),
                new HttpRoute("POST", "/v1/retention/apply", Right.OPERATE, this::apply));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                RetentionJson.policies(retention.policies(exchange.access()), retention.floors(exchange.access())));
    }

    private void add(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, MEMBERS);
        RetentionPolicy policy = policy(body, body.required("name"));
        retention.add(exchange.access(), policy);
        answers.json(exchange, 201, RetentionJson.of(policy));
    }

    private void change(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, MEMBERS);
        String name = exchange.pathParameter("name");
        if (!name.equals(body.text("name", it -> it).orElse(name))) {
            body.fault("/name", "cannot be changed");
        }
        RetentionPolicy policy = policy(body, name);
        retention.change(exchange.access(), policy);
        answers.json(exchange, 200, RetentionJson.of(policy));
    }

    private JsonObject body(HttpExchange exchange, Set<String> members) {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        return new JsonObject(json.read(exchange.body()), members);
    }

    private static RetentionPolicy policy(JsonObject body, String name) {
        body.onlyIf(true, "classification", "");
        Optional<Classification> classification =
                body.text("classification", it -> Parameters.named(Classification.class, it));
        boolean isDefault = body.truth("default");
        Optional<Period> archiveAfter = body.text("archiveAfter", RetentionRoutes::span);
        Optional<Period> deleteAfter = body.text("deleteAfter", RetentionRoutes::span);
        Optional<Period> minimum = body.text("minimum", RetentionRoutes::span);
        String description = body.required("description");
        body.check();
        return new RetentionPolicy(
                name, classification.orElseThrow(), isDefault, archiveAfter, deleteAfter, minimum, description);
    }

    private static Period span(String text) {
        try {
            return Period.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a span of the calendar as in ISO 8601, such as P7Y or P90D", e);
        }
    }

    private void applies(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("classification", "policy", "at"));
        Optional<Classification> classification =
                parameters.one("classification", it -> Parameters.named(Classification.class, it));
        Optional<String> policy = parameters.one("policy");
        Instant at = parameters.one("at", PartitionRoutes::time).orElseGet(Instant::now);
        if (parameters.all("classification").isEmpty()) {
            parameters.fault("classification", "is missing");
        }
        parameters.check();
        answers.json(
                exchange,
                200,
                RetentionJson.of(
                        retention.applying(exchange.access(), classification.orElseThrow(), policy.orElse(null), at)));
    }

    private void plan(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, RetentionJson.plan(retention.plan(exchange.access())));
    }

    private void apply(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, Set.of("dryRun"));
        boolean dryRun = body.truth("dryRun");
        body.check();
        answers.json(exchange, 200, RetentionJson.steps(dryRun, retention.apply(exchange.access(), dryRun)));
    }
}
