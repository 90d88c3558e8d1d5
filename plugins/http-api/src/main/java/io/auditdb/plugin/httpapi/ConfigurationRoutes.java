package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Edits the configuration file, and puts it into force. */
final class ConfigurationRoutes {
    private final ConfigurationControl control;
    private final Json json;
    private final Answers answers;

    ConfigurationRoutes(ConfigurationControl control, Json json) {
        this.control = control;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("POST", "/v1/configuration/apply", Right.OPERATE, this::apply),
                new HttpRoute("POST", "/v1/configuration/settings", Right.ADMIN, this::set));
    }

    private void apply(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("dryRun"));
        boolean dryRun = body.truth("dryRun");
        body.check();
        answer(exchange, control.apply(exchange.access(), dryRun));
    }

    private void set(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("settings", "dryRun"));
        Map<String, Optional<String>> settings = body.settings("settings");
        boolean dryRun = body.truth("dryRun");
        body.check();
        answer(exchange, control.set(exchange.access(), settings, dryRun));
    }

    private void answer(HttpExchange exchange, List<ConfigurationChange> changes) throws IOException {
        answers.json(
                exchange,
                200,
                Map.of("changes", changes.stream().map(ConfigurationRoutes::of).toList()));
    }

    private static Map<String, Object> of(ConfigurationChange change) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("subject", change.subject());
        answer.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        answer.put("detail", change.detail());
        return answer;
    }
}
