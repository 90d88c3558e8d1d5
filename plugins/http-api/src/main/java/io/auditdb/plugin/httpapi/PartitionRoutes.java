package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows the time partitions, and looks after them. */
final class PartitionRoutes {
    /** One partition of exactly the range that is asked for. */
    private static final String CUSTOM = "custom";

    private interface Work {
        List<PartitionStep> run(Access by, boolean dryRun);
    }

    private final PartitionManager partitions;
    private final Json json;
    private final Answers answers;

    PartitionRoutes(PartitionManager partitions, Json json) {
        this.partitions = partitions;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/partitions", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/partitions", Right.OPERATE, this::create),
                new HttpRoute("GET", "/v1/partitions/analysis", Right.OPERATE, this::analyze),
                new HttpRoute(
                        "POST",
                        "/v1/partitions/maintain",
                        Right.OPERATE,
                        exchange -> order(exchange, partitions::maintain)),
                new HttpRoute(
                        "POST", "/v1/partitions/drain", Right.OPERATE, exchange -> order(exchange, partitions::drain)),
                new HttpRoute("POST", "/v1/partitions/cleanup", Right.OPERATE, this::cleanup));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, PartitionJson.list(partitions.interval(), partitions.list(exchange.access())));
    }

    private void analyze(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, PartitionJson.of(partitions.analyze(exchange.access())));
    }

    private void create(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, Set.of("from", "to", "interval", "dryRun"));
        body.onlyIf(true, "from", "");
        body.onlyIf(true, "to", "");
        Instant from = body.text("from", PartitionRoutes::time).orElse(Instant.MIN);
        Instant to = body.text("to", PartitionRoutes::time).orElse(Instant.MAX);
        Optional<Optional<PartitionInterval>> interval = body.text("interval", PartitionRoutes::interval);
        boolean dryRun = body.truth("dryRun");
        if (!from.isBefore(to)) {
            body.fault("/to", "must be later than from");
        }
        body.check();
        var order = new PartitionOrder(
                new PartitionRange(from, to), interval.orElseGet(() -> Optional.of(partitions.interval())));
        answer(exchange, dryRun, partitions.create(exchange.access(), order, dryRun));
    }

    private static Optional<PartitionInterval> interval(String text) {
        try {
            return text.equals(CUSTOM) ? Optional.empty() : Optional.of(PartitionInterval.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; or custom, for one partition of the whole range", e);
        }
    }

    private void cleanup(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, Set.of("before", "dryRun"));
        body.onlyIf(true, "before", "");
        Optional<Instant> before = body.text("before", PartitionRoutes::time);
        boolean dryRun = body.truth("dryRun");
        body.check();
        answer(exchange, dryRun, partitions.cleanup(exchange.access(), before.orElseThrow(), dryRun));
    }

    private void order(HttpExchange exchange, Work work) throws IOException {
        JsonObject body = body(exchange, Set.of("dryRun"));
        boolean dryRun = body.truth("dryRun");
        body.check();
        answer(exchange, dryRun, work.run(exchange.access(), dryRun));
    }

    private JsonObject body(HttpExchange exchange, Set<String> members) {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        return new JsonObject(json.read(exchange.body()), members);
    }

    private void answer(HttpExchange exchange, boolean dryRun, List<PartitionStep> steps) throws IOException {
        answers.json(exchange, 200, PartitionJson.steps(dryRun, steps));
    }

    static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be a time with offset as in RFC 3339, such as 2026-03-01T00:00:00Z", e);
        }
    }
}
