package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.operations.Forecast.Kind;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps figures hour by hour in a table, of all instances together: totals are added up, of peaks the highest stays, of
 * levels the last. Safe for use by many threads.
 */
final class HourlyFigures {
    private static final String PUT = """
            INSERT INTO hourly_figure AS f (figure, hour, value)
            SELECT u.figure, date_trunc('hour', clock_timestamp(), 'UTC'), u.value
            FROM unnest(?::text[], ?::float8[]) AS u (figure, value)
            ORDER BY u.figure
            ON CONFLICT (figure, hour) DO UPDATE SET value =\s""";
    private static final Map<Kind, String> PUT_BY_KIND = Map.of(
            Kind.TOTAL, PUT + "f.value + excluded.value",
            Kind.PEAK, PUT + "greatest(f.value, excluded.value)",
            Kind.LEVEL, PUT + "excluded.value");
    private static final String FORGET = "DELETE FROM hourly_figure WHERE hour < now() - make_interval(hours => ?)";
    private static final String READ = """
            SELECT figure, hour, value, date_trunc('hour', now(), 'UTC') AS this_hour FROM hourly_figure
            WHERE hour < date_trunc('hour', now(), 'UTC')
            """;

    private static final String EVENTS = "auditdb_events_stored_total";
    private static final String OPERATIONS = "auditdb_operation_seconds_count";

    private final Databases databases;
    private final Metrics metrics;
    private final ConnectionManager connections;
    private final Duration keep;
    private final Map<Series, Double> demand = new HashMap<>();
    private final Map<Series, Double> sums = new HashMap<>();

    HourlyFigures(Databases databases, Metrics metrics, ConnectionManager connections, Duration keep) {
        this.databases = databases;
        this.metrics = metrics;
        this.connections = connections;
        this.keep = keep;
    }

    /** Looks at what pools need at this moment, but for those whose server is away: whoever waits for it tells nothing. */
    void look() {
        for (PoolStats pool : connections.poolStats()) {
            if (pool.state() != PoolStats.State.DOWN) {
                need(Series.pool(pool.name()), (double) pool.active() + pool.waiting());
            }
        }
    }

    private void need(Series pool, double connections) {
        synchronized (demand) {
            demand.merge(pool, connections, Math::max);
        }
    }

    /** Puts what came since into the table, under the hour that it is now; when that fails, it is put the next time. */
    synchronized void keep() {
        look();
        Map<Series, Double> now = sums();
        Map<Series, Double> needed = taken();
        boolean kept = false;
        try {
            databases.transaction(connection -> {
                put(connection, Kind.PEAK, needed);
                put(connection, Kind.TOTAL, since(now));
                put(connection, Kind.LEVEL, Map.of(Series.DATABASE, size(connection)));
                return new Query(FORGET, (int) keep.toHours()).update(connection);
            });
            kept = true;
            sums.putAll(now);
        } finally {
            if (!kept) {
                needed.forEach(this::need);
            }
        }
    }

    private Map<Series, Double> taken() {
        synchronized (demand) {
            var taken = new HashMap<>(demand);
            demand.clear();
            return taken;
        }
    }

    private Map<Series, Double> sums() {
        double events = 0;
        double operations = 0;
        for (Map.Entry<Figure, Double> each : Figure.all(metrics.read()).entrySet()) {
            switch (each.getKey().name()) {
                case EVENTS -> events += each.getValue();
                case OPERATIONS -> operations += each.getValue();
                default -> {}
            }
        }
        return Map.of(Series.EVENTS, events, Series.OPERATIONS, operations);
    }

    /** The first time nothing: the host may have counted for long. What is less than before has begun anew. */
    private Map<Series, Double> since(Map<Series, Double> now) {
        var since = new HashMap<Series, Double>();
        now.forEach((series, sum) -> {
            double before = sums.getOrDefault(series, sum);
            since.put(series, sum >= before ? sum - before : sum);
        });
        return since;
    }

    private static double size(Connection connection) throws SQLException {
        return new Query("SELECT pg_database_size(current_database())").one(connection, row -> row.getDouble(1));
    }

    private static void put(Connection connection, Kind kind, Map<Series, Double> values) throws SQLException {
        new Query(
                        PUT_BY_KIND.get(kind),
                        connection.createArrayOf(
                                "text",
                                values.keySet().stream().map(Series::figure).toArray()),
                        connection.createArrayOf("float8", values.values().toArray()))
                .update(connection);
    }

    /** Returns what is known of each series, up to the last whole hour. */
    Map<Series, History> histories() {
        var known = new HashMap<Series, TreeMap<Instant, Double>>();
        var ends = new HashMap<Series, Instant>();
        databases.read(connection -> new Query(READ).rows(connection, row -> {
            Optional<Series> series = Series.named(row.getString("figure"));
            series.ifPresent(it -> known.computeIfAbsent(it, any -> new TreeMap<>()));
            if (series.isPresent()) {
                ends.put(series.get(), Query.time(row, "this_hour").orElseThrow());
                known.get(series.get()).put(Query.time(row, "hour").orElseThrow(), row.getDouble("value"));
            }
            return series;
        }));
        var histories = new HashMap<Series, History>();
        known.forEach((series, values) -> histories.put(series, History.of(values, ends.get(series))));
        return histories;
    }
}
