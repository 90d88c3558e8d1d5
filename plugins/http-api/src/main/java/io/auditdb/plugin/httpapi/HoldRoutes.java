package io.auditdb.plugin.httpapi;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHold.Release;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Places, lists and releases legal holds. */
final class HoldRoutes {
    private static final Set<String> MEMBERS = Set.of(
            "tenant",
            "principal",
            "subject",
            "targetType",
            "targetId",
            "from",
            "to",
            "action",
            "status",
            "classification",
            "correlationId",
            "text",
            "issuer",
            "reason");

    private final LegalHolds holds;
    private final Json json;
    private final Answers answers;

    HoldRoutes(LegalHolds holds, Json json) {
        this.holds = holds;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/holds", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/holds", Right.OPERATE, this::add),
                new HttpRoute("POST", "/v1/holds/{id}/release", Right.OPERATE, this::release));
    }

    private void list(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("released"));
        boolean released = parameters.one("released", HoldRoutes::truth).orElse(false);
        parameters.check();
        List<LegalHold> found = holds.list(exchange.access(), released);
        answers.json(
                exchange,
                200,
                Map.of("holds", found.stream().map(HoldRoutes::of).toList()));
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private void add(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), MEMBERS);
        var scope = new HoldScope(
                text(body, "tenant"),
                text(body, "principal"),
                text(body, "subject"),
                text(body, "targetType"),
                text(body, "targetId"),
                body.text("from", PartitionRoutes::time).orElse(null),
                body.text("to", PartitionRoutes::time).orElse(null),
                text(body, "action"),
                body.text("status", it -> Parameters.named(Status.class, it)).orElse(null),
                body.text("classification", it -> Parameters.named(Classification.class, it))
                        .orElse(null),
                text(body, "correlationId"),
                text(body, "text"));
        String issuer = body.required("issuer");
        String reason = body.required("reason");
        body.check();
        answers.json(exchange, 201, of(holds.add(exchange.access(), scope, issuer, reason)));
    }

    private static String text(JsonObject body, String name) {
        return body.text(name, Function.identity()).orElse(null);
    }

    private void release(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        UUID id = Parameters.id(exchange);
        JsonBody.checkType(exchange);
        var body = new JsonObject(json.read(exchange.body()), Set.of("reason"));
        String reason = body.required("reason");
        body.check();
        answers.json(exchange, 200, of(holds.release(exchange.access(), id, reason)));
    }

    private static Map<String, Object> of(LegalHold hold) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", hold.id().toString());
        answer.put("tenant", hold.scope().tenant());
        answer.put("principal", hold.scope().principal());
        answer.put("subject", hold.scope().subject());
        answer.put("targetType", hold.scope().targetType());
        answer.put("targetId", hold.scope().targetId());
        answer.put("from", time(hold.scope().from()));
        answer.put("to", time(hold.scope().to()));
        answer.put("action", hold.scope().action());
        answer.put("status", name(hold.scope().status()));
        answer.put(
                "classification",
                hold.scope().classification() == null
                        ? null
                        : hold.scope().classification().name());
        answer.put("correlationId", hold.scope().correlationId());
        answer.put("text", hold.scope().text());
        answer.put("issuer", hold.issuer());
        answer.put("reason", hold.reason());
        answer.put("placedBy", hold.placedBy());
        answer.put("placedAt", time(hold.placedAt()));
        answer.put("release", hold.release().map(HoldRoutes::of).orElse(null));
        return answer;
    }

    private static Map<String, Object> of(Release release) {
        return Map.of("by", release.by(), "reason", release.reason(), "at", time(release.at()));
    }

    private static String name(Status status) {
        return status == null ? null : status.name().toLowerCase(Locale.ROOT);
    }

    private static String time(Instant time) {
        return time == null ? null : time.toString();
    }
}
