package io.auditdb.plugin.monitoring.statement;

import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What statements have cost, in tables: the counters as they were read last, and hour by hour what came since. Its size is
 * bounded by how long it is kept, and by how many shapes an hour keeps one by one.
 */
final class StatementHistory {
    private static final String KEEP = """
            INSERT INTO statement_counter (node, statement, calls, millis, rows, hit, read, spilled, wal)
            SELECT ?, * FROM unnest(?::bigint[], ?::bigint[], ?::float8[], ?::bigint[], ?::bigint[], ?::bigint[],
                                    ?::bigint[], ?::bigint[])
            ON CONFLICT (node, statement) DO UPDATE
            SET calls = excluded.calls, millis = excluded.millis, rows = excluded.rows, hit = excluded.hit,
                read = excluded.read, spilled = excluded.spilled, wal = excluded.wal
            """;
    private static final String ADD = """
            INSERT INTO statement_hour AS h (node, hour, statement, calls, millis, rows, hit, read, spilled, wal)
            SELECT ?, date_trunc('hour', clock_timestamp(), 'UTC'), *
            FROM unnest(?::bigint[], ?::bigint[], ?::float8[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                        ?::bigint[])
            ON CONFLICT (hour, node, statement) DO UPDATE
            SET calls = h.calls + excluded.calls, millis = h.millis + excluded.millis, rows = h.rows + excluded.rows,
                hit = h.hit + excluded.hit, read = h.read + excluded.read, spilled = h.spilled + excluded.spilled,
                wal = h.wal + excluded.wal
            """;
    private static final String NAME = """
            INSERT INTO statement_text (statement, text, own) SELECT * FROM unnest(?::bigint[], ?::text[], ?::boolean[])
            ON CONFLICT (statement) DO NOTHING
            """;
    private static final String READING = """
            INSERT INTO statement_reading (node, read_at, reset_at) VALUES (?, clock_timestamp(), ?)
            ON CONFLICT (node) DO UPDATE
            SET read_at = excluded.read_at, reset_at = excluded.reset_at
            """;
    private static final String LAST = """
            SELECT read_at, extract(epoch FROM clock_timestamp() - read_at) * 1000 AS age, reset_at
            FROM statement_reading WHERE node = ?
            """;
    private static final String FORGET_COUNTERS =
            "DELETE FROM statement_counter WHERE node = ? AND NOT statement = ANY (?::bigint[])";
    private static final String FORGET_HOURS =
            "DELETE FROM statement_hour WHERE hour < now() - make_interval(hours => ?)";
    private static final String FORGET_TEXTS = """
            DELETE FROM statement_text t WHERE first_at < now() - interval '1 day'
            AND NOT EXISTS (SELECT FROM statement_hour h WHERE h.statement = t.statement)
            """;

    private final int maxStatements;
    private final Duration keep;

    /** Keeps so many shapes of an hour one by one, for so long. */
    StatementHistory(int maxStatements, Duration keep) {
        this.maxStatements = maxStatements;
        this.keep = keep;
    }

    /**
     * When a server was read last.
     *
     * @param at when
     * @param age how long ago that is by the clock of the database; negative when it was set back
     * @param reset since when it counted then
     */
    record Reading(Instant at, Duration age, Instant reset) {
        /** Whoever counts since another time, and did so already then, is another server: one that was promoted. */
        boolean isOfAnother(Counters now) {
            return !reset.equals(now.since()) && !now.since().isAfter(at);
        }
    }

    Optional<Reading> last(Connection connection, String node) throws SQLException {
        return new Query(LAST, node)
                .first(
                        connection,
                        row -> new Reading(
                                Query.time(row, "read_at").orElseThrow(),
                                Duration.ofMillis(row.getLong("age")),
                                Query.time(row, "reset_at").orElse(Instant.EPOCH)));
    }

    /** Takes in what a server has counted. What it had counted before it was first read belongs to no hour. */
    void take(Connection connection, String node, Counters now, Instant hour) throws SQLException {
        Optional<Reading> last = last(connection, node);
        boolean isNew = last.map(it -> it.isOfAnother(now)).orElse(now.since().isBefore(hour));
        Map<Long, Cost> before =
                last.filter(it -> it.reset().equals(now.since())).isPresent() ? counters(connection, node) : Map.of();
        var changed = new HashMap<Long, Cost>();
        now.costs().forEach((shape, cost) -> {
            Cost since = cost.since(before.getOrDefault(shape, Cost.NONE));
            if (since.calls() > 0) {
                changed.put(shape, since);
            }
        });
        keep(connection, node, now, before);
        if (!isNew) {
            add(connection, node, changed, now.texts(), now.own());
        }
    }

    private static Map<Long, Cost> counters(Connection connection, String node) throws SQLException {
        var counters = new HashMap<Long, Cost>();
        new Query("SELECT * FROM statement_counter WHERE node = ?", node)
                .rows(connection, row -> counters.put(row.getLong("statement"), Cost.of(row)));
        return counters;
    }

    /** Also of a shape that lost entries: the next reading goes on from what is left of it. */
    private static void keep(Connection connection, String node, Counters now, Map<Long, Cost> before)
            throws SQLException {
        var counters = new HashMap<>(now.costs());
        counters.entrySet().removeAll(before.entrySet());
        insert(connection, KEEP, node, counters);
        new Query(
                        FORGET_COUNTERS,
                        node,
                        longs(connection, now.costs().keySet().stream().toList(), it -> it))
                .update(connection);
        new Query(READING, node, now.since().atOffset(ZoneOffset.UTC)).update(connection);
    }

    /** Adds to what this hour has; beyond the limit, those that took least go together. */
    void add(Connection connection, String node, Map<Long, Cost> costs, Map<Long, String> texts, Set<Long> own)
            throws SQLException {
        List<Long> byTime = costs.keySet().stream()
                .sorted(Comparator.comparingDouble((Long it) -> costs.get(it).millis())
                        .reversed())
                .toList();
        var kept = new HashMap<Long, Cost>();
        for (Long shape : byTime) {
            kept.merge(kept.size() < maxStatements ? shape : Shape.OTHERS, costs.get(shape), Cost::plus);
        }
        insert(connection, ADD, node, kept);
        List<Long> named = kept.keySet().stream().filter(texts::containsKey).toList();
        new Query(
                        NAME,
                        longs(connection, named, it -> it),
                        connection.createArrayOf(
                                "text", named.stream().map(texts::get).toArray()),
                        connection.createArrayOf(
                                "bool", named.stream().map(own::contains).toArray()))
                .update(connection);
    }

    private static void insert(Connection connection, String sql, String node, Map<Long, Cost> costs)
            throws SQLException {
        var shapes = new ArrayList<>(costs.keySet());
        List<Cost> values = shapes.stream().map(costs::get).toList();
        new Query(
                        sql,
                        node,
                        longs(connection, shapes, it -> it),
                        longs(connection, values, Cost::calls),
                        connection.createArrayOf(
                                "float8", values.stream().map(Cost::millis).toArray()),
                        longs(connection, values, Cost::rows),
                        longs(connection, values, Cost::hit),
                        longs(connection, values, Cost::read),
                        longs(connection, values, Cost::spilled),
                        longs(connection, values, Cost::wal))
                .update(connection);
    }

    private static <T> Array longs(Connection connection, List<T> values, Function<T, Long> number)
            throws SQLException {
        return connection.createArrayOf("int8", values.stream().map(number).toArray());
    }

    /** Lets go of what is older than what is kept. */
    void prune(Connection connection) throws SQLException {
        if (new Query(FORGET_HOURS, (int) keep.toHours()).update(connection) > 0) {
            new Query(FORGET_TEXTS).update(connection);
        }
    }

    /** Returns the beginning of the hour that is now, by the clock of the database. */
    static Instant hour(Connection connection) throws SQLException {
        return new Query("SELECT date_trunc('hour', clock_timestamp(), 'UTC') AS hour")
                .one(connection, row -> row.getObject("hour", OffsetDateTime.class))
                .toInstant();
    }
}
