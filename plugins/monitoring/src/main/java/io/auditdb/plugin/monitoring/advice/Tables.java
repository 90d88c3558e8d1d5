package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.TableReport;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of the platform's tables, as the database counts it. Safe for use by many threads. */
final class Tables {
    /**
     * Air is what the rows and their headers, as wide as the columns' statistics say, leave of the pages; what is stored out
     * of line is left aside on both sides. Only who owns a table sees the statistics of its columns. To ask for a size takes a
     * lock; of a table that somebody has to himself, it is the planner's.
     */
    private static final String STATE = """
            SELECT c.relname AS name, p.relname AS parent, z.bytes, z.index_bytes,
                   greatest(c.reltuples, 0)::bigint AS rows, c.reltuples < 0 AS unknown, s.n_live_tup AS live,
                   s.n_dead_tup AS dead, s.n_mod_since_analyze AS changed,
                   greatest(s.last_vacuum, s.last_autovacuum) AS vacuumed,
                   greatest(s.last_analyze, s.last_autoanalyze) AS analyzed,
                   CASE WHEN c.relfrozenxid::text = '0' THEN 0 ELSE age(c.relfrozenxid) END AS freeze_age,
                   current_setting('autovacuum')::bool
                     AND coalesce((SELECT bool_and(o.option_value::bool) FROM pg_options_to_table(c.reloptions) o
                                   WHERE o.option_name = 'autovacuum_enabled'), true) AS by_itself,
                   w.columns > 0 AND c.relpages > 0 AS measured,
                   greatest(0, z.own - c.reltuples * (28 + w.width) / 0.95)::bigint AS air
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
            JOIN pg_stat_user_tables s ON s.relid = c.oid
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            LEFT JOIN pg_class p ON p.oid = i.inhparent
            CROSS JOIN LATERAL (
              SELECT count(*) AS columns, coalesce(sum((1 - t.null_frac) * t.avg_width), 0) AS width
              FROM pg_stats t WHERE t.schemaname = n.nspname AND t.tablename = c.relname AND NOT t.inherited) w
            CROSS JOIN LATERAL (
              SELECT EXISTS (SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock') AS is_locked) k
            CROSS JOIN LATERAL (
              SELECT CASE WHEN k.is_locked THEN c.relpages * 8192::bigint ELSE pg_relation_size(c.oid) END AS own,
                     CASE WHEN k.is_locked THEN c.relpages * 8192::bigint ELSE pg_table_size(c.oid) END AS bytes,
                     CASE WHEN k.is_locked THEN 0 ELSE pg_indexes_size(c.oid) END AS index_bytes) z
            WHERE c.relkind = 'r'
            ORDER BY c.relname
            """;

    private final Databases databases;

    Tables(Databases databases) {
        this.databases = databases;
    }

    /**
     * One table that has rows of its own.
     *
     * @param parent whose partition it is
     * @param vacuumedByItself whether autovacuum looks after it
     * @param live how many rows the database has counted, where that is more than the planner estimates
     */
    record Leaf(
            String name,
            Optional<String> parent,
            long bytes,
            long indexBytes,
            long rows,
            long live,
            boolean estimated,
            long dead,
            long changed,
            Optional<Instant> vacuumed,
            Optional<Instant> analyzed,
            long freezeAge,
            boolean vacuumedByItself,
            long air) {
        private static Leaf of(ResultSet row) throws SQLException {
            return new Leaf(
                    row.getString("name"),
                    Optional.ofNullable(row.getString("parent")),
                    row.getLong("bytes"),
                    row.getLong("index_bytes"),
                    row.getLong("rows"),
                    row.getLong("live"),
                    !row.getBoolean("unknown"),
                    row.getLong("dead"),
                    row.getLong("changed"),
                    Query.time(row, "vacuumed"),
                    Query.time(row, "analyzed"),
                    row.getLong("freeze_age"),
                    row.getBoolean("by_itself"),
                    row.getBoolean("measured") ? row.getLong("air") : -1);
        }
    }

    List<Leaf> leaves() {
        return databases.read(connection -> new Query(STATE).rows(connection, Leaf::of));
    }

    /** Returns each table, partitions together, the largest first. */
    List<TableReport> reports() {
        Map<String, List<Leaf>> tables = new LinkedHashMap<>();
        leaves().forEach(it -> tables.computeIfAbsent(it.parent().orElse(it.name()), name -> new ArrayList<>())
                .add(it));
        return tables.entrySet().stream()
                .map(it -> report(it.getKey(), it.getValue()))
                .sorted(Comparator.comparingLong(TableReport::bytes).reversed())
                .toList();
    }

    private static TableReport report(String table, List<Leaf> leaves) {
        List<Leaf> filled =
                leaves.stream().filter(it -> it.rows() > 0 || it.live() > 0).toList();
        List<Leaf> measured = filled.stream().filter(it -> it.air() >= 0).toList();
        return new TableReport(
                table,
                (int) leaves.stream().filter(it -> it.parent().isPresent()).count(),
                leaves.stream().mapToLong(Leaf::bytes).sum(),
                leaves.stream().mapToLong(Leaf::indexBytes).sum(),
                filled.stream()
                        .mapToLong(it -> it.estimated() ? it.rows() : it.live())
                        .sum(),
                leaves.stream().mapToLong(Leaf::dead).sum(),
                measured.isEmpty() ? -1 : measured.stream().mapToLong(Leaf::air).sum(),
                leaves.stream().mapToLong(Leaf::changed).sum(),
                longestAgo(filled.stream().map(Leaf::vacuumed).toList()),
                longestAgo(filled.stream().map(Leaf::analyzed).toList()),
                leaves.stream().mapToLong(Leaf::freezeAge).max().orElse(0));
    }

    private static Optional<Instant> longestAgo(List<Optional<Instant>> times) {
        return times.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : times.stream().flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
