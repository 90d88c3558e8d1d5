package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows the limits that parts of this instance work within, and changes them. */
final class LimitRoutes {
    private final Limits limits;
    private final Json json;
    private final Answers answers;

    LimitRoutes(Limits limits, Json json) {
        this.limits = limits;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/limits", Right.OPERATE, this::report),
                new HttpRoute("POST", "/v1/limits/{name}", Right.OPERATE, this::change));
    }

    private void report(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                Map.of(
                        "components",
                        limits.report(exchange.access()).stream()
                                .map(LimitRoutes::json)
                                .toList()));
    }

    private void change(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        Map<String, String> values = values(json.read(exchange.body()));
        ComponentLimits before = limits.change(exchange.access(), exchange.pathParameter("name"), values);
        answers.json(exchange, 200, Map.of("before", json(before)));
    }

    /** Numbers and truth values may be written as such. */
    private static Map<String, String> values(Object body) {
        var values = new LinkedHashMap<String, String>();
        var faults = new ArrayList<Fault>();
        if (body instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                    values.put(name.toString(), value.toString());
                } else {
                    faults.add(new Fault(name.toString(), "must be a text, a number, true or false"));
                }
            });
        } else {
            faults.add(new Fault("", "must be an object"));
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The body cannot be used", faults);
        }
        return values;
    }

    private static Map<String, Object> json(ComponentLimits component) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("component", component.component());
        answer.put("section", component.section());
        answer.put("limits", component.limits().stream().map(LimitRoutes::json).toList());
        return answer;
    }

    private static Map<String, Object> json(Limit limit) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", limit.name());
        answer.put("value", limit.value());
        answer.put("configured", limit.configured());
        answer.put("description", limit.description());
        return answer;
    }
}
