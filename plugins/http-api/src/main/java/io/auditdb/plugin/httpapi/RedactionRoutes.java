package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Takes personal fields out of events. */
final class RedactionRoutes {
    private final Redactions redactions;
    private final Json json;
    private final Answers answers;

    RedactionRoutes(Redactions redactions, Json json) {
        this.redactions = redactions;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("POST", "/v1/events/{id}/redact", Right.GDPR, this::redact));
    }

    private void redact(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("tenant"));
        Optional<String> tenant = parameters.one("tenant");
        parameters.check();
        UUID id = Parameters.id(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("fields", "allPersonal", "reason", "dryRun"));
        Set<String> fields = body.texts("fields");
        boolean all = body.truth("allPersonal");
        boolean dryRun = body.truth("dryRun");
        String reason = body.required("reason");
        if (fields.isEmpty() != all) {
            // so that nobody loses everything by naming nothing
            body.fault("/fields", "must name what to take, or else allPersonal must be true");
        }
        body.check();
        var order = new RedactionOrder(tenant.orElse(null), id, fields, reason);
        Redactions view = redactions.as(exchange.access());
        answers.json(exchange, 200, answer(dryRun ? view.plan(order) : view.redact(order)));
    }

    private static Map<String, Object> answer(Redacted redacted) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("tenant", redacted.tenant());
        answer.put("id", redacted.event().toString());
        answer.put("dryRun", redacted.recordedAs().isEmpty());
        answer.put("fields", redacted.fields().stream().sorted().toList());
        answer.put("remaining", redacted.remaining().stream().sorted().toList());
        answer.put("recordedAs", redacted.recordedAs().map(UUID::toString).orElse(null));
        return answer;
    }
}
