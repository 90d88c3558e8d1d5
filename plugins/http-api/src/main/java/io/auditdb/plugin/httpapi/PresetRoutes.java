package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventPresets;
import io.auditdb.api.event.PresetDefinition;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Lists, sets and removes presets of events. */
final class PresetRoutes {
    private static final Set<String> MEMBERS =
            Set.of("name", "tenant", "action", "defaults", "required", "description");

    private final EventPresets presets;
    private final Json json;
    private final Answers answers;

    PresetRoutes(EventPresets presets, Json json) {
        this.presets = presets;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/presets", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/presets", Right.OPERATE, this::put),
                new HttpRoute("DELETE", "/v1/presets/{name}", Right.OPERATE, this::remove));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                Map.of(
                        "presets",
                        presets.list(exchange.access()).stream()
                                .map(PresetRoutes::of)
                                .toList()));
    }

    private void put(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), MEMBERS);
        String name = body.required("name");
        String action = body.required("action");
        Optional<String> tenant = body.text("tenant", Function.identity());
        Optional<String> description = body.text("description", Function.identity());
        Map<String, String> defaults = body.textMembers("defaults");
        List<String> required = List.copyOf(body.texts("required"));
        body.check();
        var preset = new PresetDefinition(
                name, tenant.orElse(PresetDefinition.EVERY_TENANT), action, defaults, required, description.orElse(""));
        presets.put(exchange.access(), preset);
        answers.json(exchange, 200, of(preset));
    }

    private void remove(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("tenant"));
        String tenant = parameters.one("tenant").orElse(PresetDefinition.EVERY_TENANT);
        parameters.check();
        if (!presets.remove(exchange.access(), tenant, exchange.pathParameter("name"))) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no preset of this name and tenant");
        }
        Answers.nothing(exchange);
    }

    private static Map<String, Object> of(PresetDefinition preset) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", preset.name());
        answer.put("tenant", preset.tenant());
        answer.put("action", preset.action());
        answer.put("defaults", new TreeMap<>(preset.defaults()));
        answer.put("required", preset.required());
        answer.put("description", preset.description());
        return answer;
    }
}
