package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.StatementReport.Work;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports of what statements have cost. Safe for use by many threads. */
public final class StatementReports {
    private static final Logger log = LoggerFactory.getLogger(StatementReports.class);
    private static final String TIME = """
            SELECT date_trunc('hour', now() - make_interval(secs => ?), 'UTC') AS first,
                   coalesce((SELECT max(read_at) FROM statement_reading), now()) AS last
            """;
    /** Each shape of the time, and how long it took on average in as long a time before. */
    private static final String COSTS = """
            SELECT h.node, h.statement, coalesce(t.text, 'all others') AS text,
                   coalesce(t.own, false) AS own,
                   sum(calls) FILTER (WHERE hour >= ?) AS calls, sum(millis) FILTER (WHERE hour >= ?) AS millis,
                   sum(rows) FILTER (WHERE hour >= ?) AS rows, sum(hit) FILTER (WHERE hour >= ?) AS hit,
                   sum(read) FILTER (WHERE hour >= ?) AS read, sum(spilled) FILTER (WHERE hour >= ?) AS spilled,
                   sum(wal) FILTER (WHERE hour >= ?) AS wal,
                   sum(calls) FILTER (WHERE hour < ?) AS calls_before,
                   sum(millis) FILTER (WHERE hour < ?) AS millis_before
            FROM statement_hour h LEFT JOIN statement_text t ON t.statement = h.statement
            WHERE hour >= ? AND (h.node = 'platform') = ?
            GROUP BY h.node, h.statement, t.text, t.own HAVING sum(calls) FILTER (WHERE hour >= ?) > 0
            """;

    private static final int ENOUGH_CALLS = 10;
    private static final double NANOS = 1_000_000;

    private final Databases databases;
    private final StatementSampler sampler;

    StatementReports(Databases databases, StatementSampler sampler) {
        this.databases = databases;
        this.sampler = sampler;
    }

    private record Found(String node, long shape, String text, boolean own, Cost cost, Optional<Duration> before) {
        double mean() {
            return cost.millis() / cost.calls();
        }

        Duration time(double millis) {
            return Duration.ofNanos((long) (millis * NANOS));
        }
    }

    private record Span(OffsetDateTime first, Instant last) {}

    /** Reports; asks the servers before only when it is told to. */
    public StatementReport report(StatementQuery query) {
        if (query.refresh()) {
            sampler.sample(true);
        }
        Span span = databases.read(connection -> span(connection, query.period()));
        List<Found> found = databases.read(connection -> found(connection, span.first(), query.period()));
        double all = found.stream().mapToDouble(it -> it.cost().millis()).sum();
        List<Statement> statements = found.stream()
                .filter(it -> it.time(it.mean()).compareTo(query.threshold()) >= 0)
                .sorted(order(query.order()))
                .limit(query.limit())
                .map(it -> statement(it, all))
                .toList();
        return new StatementReport(
                sampler.source(),
                span.first().toInstant(),
                span.last(),
                Duration.ofNanos((long) (all * NANOS)),
                found.stream()
                        .filter(it -> it.shape() != Shape.OTHERS)
                        .max(Comparator.comparingDouble(Found::mean))
                        .map(it -> it.time(it.mean())),
                statements,
                sampler.remarks());
    }

    private static Span span(Connection connection, Duration period) throws SQLException {
        return new Query(TIME, (double) period.toSeconds())
                .one(
                        connection,
                        row -> new Span(
                                row.getObject("first", OffsetDateTime.class),
                                Query.time(row, "last").orElseThrow()));
    }

    private List<Found> found(Connection connection, OffsetDateTime first, Duration period) throws SQLException {
        boolean byPlatform = sampler.source().equals(StatementReport.PLATFORM);
        return new Query(
                        COSTS,
                        first,
                        first,
                        first,
                        first,
                        first,
                        first,
                        first,
                        first,
                        first,
                        first.minus(period),
                        byPlatform,
                        first)
                .rows(connection, row -> {
                    long calls = row.getLong("calls_before");
                    Optional<Duration> before = calls < ENOUGH_CALLS
                            ? Optional.empty()
                            : Optional.of(Duration.ofNanos((long) (row.getDouble("millis_before") / calls * NANOS)));
                    return new Found(
                            row.getString("node"),
                            row.getLong("statement"),
                            row.getString("text"),
                            row.getBoolean("own"),
                            Cost.of(row),
                            before);
                });
    }

    private static Comparator<Found> order(Order order) {
        Comparator<Found> ascending = switch (order) {
            case TOTAL -> Comparator.comparingDouble(it -> it.cost().millis());
            case MEAN -> Comparator.comparingDouble(Found::mean);
            case CALLS -> Comparator.comparingLong(it -> it.cost().calls());
        };
        return ascending.reversed().thenComparing(Found::node).thenComparing(Found::shape);
    }

    private Statement statement(Found found, double all) {
        Cost cost = found.cost();
        var work = new Work(cost.rows(), cost.hit(), cost.read(), cost.spilled(), cost.wal());
        Optional<Plan> plan = plan(found);
        return new Statement(
                Shape.hex(found.shape()),
                found.node(),
                found.text(),
                cost.calls(),
                found.time(cost.millis()),
                all == 0 ? 0 : cost.millis() / all,
                found.before(),
                work,
                plan.map(Plan::lines).orElse(List.of()),
                StatementAdvice.of(cost.calls(), found.time(found.mean()), found.before(), work, plan));
    }

    private Optional<Plan> plan(Found found) {
        if (!found.own() || !Plan.isPossible(found.text())) {
            return Optional.empty();
        }
        try {
            return databases.trial(found.node(), connection -> planned(connection, found));
        } catch (AuditDbException e) {
            log.debug("There is no plan for {}", Shape.hex(found.shape()), e);
            return Optional.empty();
        }
    }

    /**
     * A server may refuse to: a table is gone, or what it shows in place of a value may not stand there. That is no failure
     * of the platform's, so it is not counted as one.
     */
    private static Optional<Plan> planned(Connection connection, Found found) {
        try {
            return Optional.of(Plan.of(connection, found.text()));
        } catch (SQLException e) {
            log.debug("The server does not plan {}", Shape.hex(found.shape()), e);
            return Optional.empty();
        }
    }
}
