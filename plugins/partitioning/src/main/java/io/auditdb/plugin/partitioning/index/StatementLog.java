package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.QueryShape;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The platform's queries of events as {@code pg_stat_statements} counts them, whose texts have parameters in place of
 * values.
 *
 * @param since since when it counts
 * @param shapes which filters queries had, the most frequent first
 */
record StatementLog(Instant since, List<QueryShape> shapes) {
    private static final String SCHEMA = """
            SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'pg_stat_statements'
            """;
    private static final String STATEMENTS = """
            SELECT query, sum(calls) AS calls, sum(total_exec_time) AS millis FROM %1$s.pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND query LIKE '%%FROM audit_event a%%'
            GROUP BY query LIMIT ?
            """;
    private static final String SINCE = "SELECT stats_reset FROM %s.pg_stat_statements_info";
    private static final String NOT_LOADED = "55000";
    private static final Pattern FILTER = Pattern.compile("a\\.(\\w+) (=|LIKE) \\$\\d");
    private static final String WORDS = "plainto_tsquery";
    private static final Pattern TIME = Pattern.compile("a\\.occurred_at (?:>=|<) \\$\\d");

    private record Sum(long calls, double millis) {
        static Sum of(QueryShape shape) {
            return new Sum(
                    shape.calls(),
                    shape.mean().map(it -> it.toNanos() / 1e6 * shape.calls()).orElse(0.0));
        }

        Sum plus(Sum other) {
            return new Sum(calls + other.calls, millis + other.millis);
        }

        QueryShape shape(List<String> filters) {
            return new QueryShape(filters, calls, Optional.of(Duration.ofNanos((long) (millis * 1_000_000 / calls))));
        }
    }

    /**
     * Reads it on a connection of the role that queries, which sees its own statements and no others. Empty where it is
     * not installed or has counted nothing; {@code remarks} say when it cannot.
     */
    static Optional<StatementLog> read(Connection connection, int limit, List<String> remarks) throws SQLException {
        List<String> schema = Maintainer.query(connection, SCHEMA, row -> row.getString(1));
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        try {
            return read(connection, schema.get(0), limit);
        } catch (SQLException e) {
            if (NOT_LOADED.equals(e.getSQLState())) {
                remarks.add("pg_stat_statements is installed, and not in shared_preload_libraries");
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<StatementLog> read(Connection connection, String schema, int limit) throws SQLException {
        var sums = new HashMap<List<String>, Sum>();
        Maintainer.query(
                connection,
                STATEMENTS.formatted(schema),
                row -> sums.merge(
                        filters(row.getString("query")),
                        new Sum(row.getLong("calls"), row.getDouble("millis")),
                        Sum::plus),
                limit);
        if (sums.isEmpty()) {
            return Optional.empty();
        }
        Instant since = Maintainer.query(
                        connection, SINCE.formatted(schema), row -> IndexCatalog.time(row, "stats_reset"))
                .get(0);
        return Optional.of(new StatementLog(since, shapes(sums)));
    }

    /** Returns what several servers counted, as one: since the last of them began. */
    static Optional<StatementLog> together(List<StatementLog> logs) {
        var sums = new HashMap<List<String>, Sum>();
        for (StatementLog log : logs) {
            log.shapes().forEach(it -> sums.merge(it.filters(), Sum.of(it), Sum::plus));
        }
        return logs.stream()
                .map(StatementLog::since)
                .max(Comparator.naturalOrder())
                .map(since -> new StatementLog(since, shapes(sums)));
    }

    private static List<QueryShape> shapes(Map<List<String>, Sum> sums) {
        return sums.entrySet().stream()
                .map(it -> it.getValue().shape(it.getKey()))
                .sorted(Comparator.comparing(QueryShape::calls)
                        .reversed()
                        .thenComparing(it -> it.filters().toString()))
                .toList();
    }

    /** Returns the filters that the text of a statement has. */
    static List<String> filters(String statement) {
        var filters = new ArrayList<QueryFilter>();
        FILTER.matcher(statement).results().forEach(it -> {
            boolean pattern = it.group(2).equals("LIKE");
            for (QueryFilter filter : QueryFilter.values()) {
                boolean equality = filter != QueryFilter.TIME && filter.column().equals(it.group(1));
                if (pattern ? filter == QueryFilter.ACTION_PATTERN : equality) {
                    filters.add(filter);
                }
            }
        });
        if (statement.contains(WORDS)) {
            filters.add(QueryFilter.TEXT);
        }
        if (TIME.matcher(statement).find()) {
            filters.add(QueryFilter.TIME);
        }
        return QueryFilter.sorted(filters);
    }
}
