package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Shows alerts, and lets operators look after them. */
final class AlertRoutes {
    private static final String JSON = "application/json";

    private final Alerts alerts;
    private final Json json;

    AlertRoutes(Alerts alerts, Json json) {
        this.alerts = alerts;
        this.json = json;
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/alerts", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/alerts/{id}/acknowledge", Right.OPERATE, this::acknowledge),
                new HttpRoute("GET", "/v1/alerts/silences", Right.OPERATE, this::silences),
                new HttpRoute("POST", "/v1/alerts/silences", Right.OPERATE, this::silence),
                new HttpRoute("DELETE", "/v1/alerts/silences/{id}", Right.OPERATE, this::endSilence));
    }

    private void answer(HttpExchange exchange, int status, Object value) throws IOException {
        json.write(value, exchange.respond(status, JSON));
    }

    private void list(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                Map.of(
                        "alerts",
                        alerts.list(exchange.access()).stream()
                                .map(NoticeJson::of)
                                .toList()));
    }

    private void acknowledge(HttpExchange exchange) throws IOException {
        Body body = body(exchange, Set.of("note"));
        String note = body.text("note").orElse("");
        body.refuseFaults();
        answer(exchange, 200, NoticeJson.of(alerts.acknowledge(exchange.access(), exchange.pathParameter("id"), note)));
    }

    private void silences(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                Map.of(
                        "silences",
                        alerts.silences(exchange.access()).stream()
                                .map(NoticeJson::of)
                                .toList()));
    }

    private void silence(HttpExchange exchange) throws IOException {
        Body body = body(exchange, Set.of("rule", "labels", "minutes", "reason"));
        Optional<String> rule = body.text("rule");
        Map<String, String> labels = body.labels();
        Duration time = body.minutes();
        String reason = body.text("reason").orElse("");
        body.refuseFaults();
        answer(exchange, 201, NoticeJson.of(alerts.silence(exchange.access(), rule, labels, time, reason)));
    }

    private void endSilence(HttpExchange exchange) throws IOException {
        if (!alerts.endSilence(exchange.access(), exchange.pathParameter("id"))) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no such silence, or it has ended");
        }
        exchange.respond(204, null);
    }

    /** An empty body is an object without members. */
    private Body body(HttpExchange exchange, Set<String> members) throws IOException {
        byte[] bytes = exchange.body().readAllBytes();
        Object value = bytes.length == 0 ? Map.of() : json.read(new String(bytes, StandardCharsets.UTF_8));
        if (!(value instanceof Map<?, ?> object)) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "This cannot be done",
                    List.of(new Fault("", "is not a JSON object")));
        }
        var body = new Body(object, new ArrayList<>());
        for (Object name : object.keySet()) {
            if (!members.contains(name)) {
                body.faults().add(new Fault("/" + name, "is not known; there are " + String.join(", ", members)));
            }
        }
        return body;
    }

    /** What was sent, and what is wrong with it. */
    private record Body(Map<?, ?> object, List<Fault> faults) {
        Optional<String> text(String name) {
            Object value = object.get(name);
            if (value != null && !(value instanceof String)) {
                faults.add(new Fault("/" + name, "is not a text"));
                return Optional.empty();
            }
            return Optional.ofNullable((String) value);
        }

        Map<String, String> labels() {
            var labels = new TreeMap<String, String>();
            Object value = object.get("labels");
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, text) -> {
                    if (text instanceof String known) {
                        labels.put((String) name, known);
                    } else {
                        faults.add(new Fault("/labels/" + name, "is not a text"));
                    }
                });
            } else if (value != null) {
                faults.add(new Fault("/labels", "is not a JSON object"));
            }
            return labels;
        }

        Duration minutes() {
            if (object.get("minutes") instanceof Number number) {
                return Duration.ofMillis((long) (number.doubleValue() * 60_000));
            }
            faults.add(new Fault("/minutes", "is missing, or is no number"));
            return Duration.ofMinutes(1);
        }

        void refuseFaults() {
            if (!faults.isEmpty()) {
                throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "This cannot be done", faults);
            }
        }
    }
}
