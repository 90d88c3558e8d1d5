package io.auditdb.plugin.monitoring.statement;

import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one server has counted.
 *
 * @param since since when it counts
 * @param costs what each shape has cost since
 * @param texts their texts
 * @param own which of them the platform's own roles have run
 */
record Counters(Instant since, Map<Long, Cost> costs, Map<Long, String> texts, Set<Long> own) {
    private static final String INSTALLED = """
            SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements') AS installed,
                   o.rolname AS owner, pg_has_role(o.oid, 'pg_read_all_stats', 'USAGE') AS allowed
            FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
            WHERE p.oid = 'counted_statements()'::regprocedure
            """;
    private static final String NOT_LOADED = "55000";
    private static final String PARTITIONS =
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_event'::regclass";

    /**
     * What a server answered.
     *
     * @param counters what it has counted; empty when it counts nothing
     * @param missing why it counts nothing and what to do; empty when it counts
     */
    record Answer(Optional<Counters> counters, Optional<String> missing) {
        private static Answer missing(String why) {
            return new Answer(Optional.empty(), Optional.of(why));
        }
    }

    static Answer read(Connection connection) throws SQLException {
        Optional<String> missing = new Query(INSTALLED).one(connection, row -> {
            if (!row.getBoolean("installed")) {
                return Optional.of("the extension pg_stat_statements is not installed: add it to"
                        + " shared_preload_libraries, restart PostgreSQL, and CREATE EXTENSION pg_stat_statements");
            }
            return row.getBoolean("allowed")
                    ? Optional.empty()
                    : Optional.of("the role that owns the schema may not see statistics of others: GRANT"
                            + " pg_read_all_stats TO \"" + row.getString("owner") + "\"");
        });
        if (missing.isPresent()) {
            return new Answer(Optional.empty(), missing);
        }
        try {
            return new Answer(Optional.of(counted(connection)), Optional.empty());
        } catch (SQLException e) {
            if (NOT_LOADED.equals(e.getSQLState())) {
                return Answer.missing("pg_stat_statements is installed, and not in shared_preload_libraries");
            }
            throw e;
        }
    }

    private static Counters counted(Connection connection) throws SQLException {
        Set<String> partitions = new HashSet<>(new Query(PARTITIONS).rows(connection, row -> row.getString("name")));
        var costs = new HashMap<Long, Cost>();
        var texts = new HashMap<Long, String>();
        var own = new HashSet<Long>();
        new Query("SELECT * FROM counted_statements()").rows(connection, row -> {
            Shape shape = Shape.of(row.getString("text"), partitions);
            texts.putIfAbsent(shape.id(), shape.text());
            if (row.getBoolean("own")) {
                own.add(shape.id());
            }
            return costs.merge(shape.id(), Cost.of(row), Cost::plus);
        });
        return new Query("SELECT counted_since() AS reset_at")
                .one(
                        connection,
                        row -> new Counters(Query.time(row, "reset_at").orElse(Instant.EPOCH), costs, texts, own));
    }
}
