package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows how connections, statements and tables do, what to expect, and what to change. */
final class PerformanceRoutes {
    private static final Set<String> STATEMENTS = Set.of("period", "threshold", "order", "limit", "refresh");
    private static final int LIMIT = 20;
    private static final Duration HORIZON = Duration.ofDays(7);

    private final ConnectionManager connections;
    private final PerformanceMonitor monitor;
    private final Answers answers;

    PerformanceRoutes(ConnectionManager connections, PerformanceMonitor monitor, Json json) {
        this.connections = connections;
        this.monitor = monitor;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/performance/pools", Right.OPERATE, this::pools),
                new HttpRoute("GET", "/v1/performance/statements", Right.OPERATE, this::statements),
                new HttpRoute("GET", "/v1/performance/tables", Right.OPERATE, this::tables),
                new HttpRoute("GET", "/v1/performance/advice", Right.OPERATE, this::advise),
                new HttpRoute("GET", "/v1/performance/forecast", Right.OPERATE, this::forecast));
    }

    private void pools(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(
                exchange,
                200,
                Map.of(
                        "pools",
                        connections.poolStats().stream().map(PoolJson::of).toList()));
    }

    private void statements(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, STATEMENTS);
        Optional<Duration> period = parameters.one("period", DurationText::parse);
        Optional<Duration> threshold = parameters.one("threshold", DurationText::parse);
        Optional<Order> order = parameters.one("order", text -> Parameters.named(Order.class, text));
        Optional<Integer> limit = parameters.one("limit", PerformanceRoutes::whole);
        Optional<Boolean> refresh = parameters.one("refresh", Parameters::truth);
        parameters.check();
        StatementQuery query = query(parameters, period, threshold, order, limit, refresh);
        answers.json(exchange, 200, PerformanceJson.of(monitor.statements(exchange.access(), query)));
    }

    private static StatementQuery query(
            Parameters parameters,
            Optional<Duration> period,
            Optional<Duration> threshold,
            Optional<Order> order,
            Optional<Integer> limit,
            Optional<Boolean> refresh) {
        try {
            return new StatementQuery(
                    period.orElse(Duration.ofDays(1)),
                    threshold.orElse(Duration.ZERO),
                    order.orElse(Order.TOTAL),
                    limit.orElse(LIMIT),
                    refresh.orElse(false));
        } catch (IllegalArgumentException e) { // the message begins with the name of the parameter
            String[] parts = e.getMessage().split(" ", 2);
            parameters.fault(parts[0], parts[1]);
            parameters.check();
            throw e;
        }
    }

    private static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number", e);
        }
    }

    private void tables(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, PerformanceJson.tables(monitor.tables(exchange.access())));
    }

    private void forecast(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("horizon"));
        Optional<Duration> horizon = parameters.one("horizon", DurationText::parse);
        parameters.check();
        answers.json(exchange, 200, PerformanceJson.of(monitor.forecast(exchange.access(), horizon.orElse(HORIZON))));
    }

    private void advise(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, PerformanceJson.of(monitor.advise(exchange.access())));
    }
}
