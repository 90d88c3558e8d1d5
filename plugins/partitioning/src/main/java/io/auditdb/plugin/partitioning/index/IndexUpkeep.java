package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.Task;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps indexes quick where the numbers call for it, each at most as often as it is declared. */
public final class IndexUpkeep {
    /** How large a B-tree is, and would be with nothing but its entries in pages that are full to nine tenths. */
    private static final String BLOATED = """
            SELECT large.partition, large.index, large.parent, large.bytes, large.rows * (16 + sum(s.avg_width)) / 0.9 AS needed
            FROM (SELECT c.relname AS partition, c.relnamespace, c.oid AS table, x.indkey, i.relname AS index, u.relname AS parent,
                         pg_relation_size(i.oid) AS bytes, i.reltuples::numeric AS rows
                  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
                  JOIN pg_am a ON a.oid = i.relam AND a.amname = 'btree'
                  JOIN pg_inherits t ON t.inhrelid = c.oid AND t.inhparent = 'audit_event'::regclass
                  LEFT JOIN pg_inherits v ON v.inhrelid = i.oid LEFT JOIN pg_class u ON u.oid = v.inhparent
                  WHERE x.indisvalid AND i.reltuples >= 0
                    AND i.relpages::bigint * current_setting('block_size')::bigint >= ?) large
            JOIN pg_attribute b ON b.attrelid = large.table AND b.attnum = ANY (large.indkey)
            JOIN pg_stats s ON s.schemaname = large.relnamespace::regnamespace::text AND s.tablename = large.partition
                 AND s.attname = b.attname
            GROUP BY large.partition, large.index, large.parent, large.bytes, large.rows
            HAVING large.rows * (16 + sum(s.avg_width)) / 0.9 < large.bytes * (100 - ?) / 100.0
            ORDER BY 1, 2
            """;
    /** New entries wait until there are many, or VACUUM comes; each search reads through them. */
    private static final String PENDING = """
            SELECT c.relname AS partition, i.relname AS index, u.relname AS parent,
                   pg_stat_get_ins_since_vacuum(c.oid) AS inserted
            FROM pg_inherits t JOIN pg_class c ON c.oid = t.inhrelid JOIN pg_index x ON x.indrelid = c.oid
            JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am a ON a.oid = i.relam AND a.amname = 'gin'
            LEFT JOIN pg_inherits v ON v.inhrelid = i.oid LEFT JOIN pg_class u ON u.oid = v.inhparent
            WHERE t.inhparent = 'audit_event'::regclass AND x.indisvalid AND pg_stat_get_ins_since_vacuum(c.oid) >= ?
            ORDER BY 1, 2
            """;

    private static final String KEPT = "SELECT name, kept_at FROM event_index WHERE kept_at IS NOT NULL";
    private static final String KEEP = """
            INSERT INTO event_index (name, kept_at) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET kept_at = excluded.kept_at
            """;

    private final Maintainer maintainer;
    private final Strategy strategy;
    private final DataSize bloatMinSize;
    private final int bloatPercent;
    private final int pendingRows;
    private final Clock clock;

    /**
     * Keeps indexes.
     *
     * @param bloatMinSize from which an index may be called bloated
     * @param bloatPercent how much of it must be air
     * @param pendingRows how many rows must have come since the last VACUUM
     */
    public IndexUpkeep(
            Maintainer maintainer,
            IndexSettings settings,
            DataSize bloatMinSize,
            int bloatPercent,
            int pendingRows,
            Clock clock) {
        this.maintainer = maintainer;
        this.strategy = Strategy.of(settings.strategy());
        this.bloatMinSize = bloatMinSize;
        this.bloatPercent = bloatPercent;
        this.pendingRows = pendingRows;
        this.clock = clock;
    }

    /** Returns what there is to do now. */
    public List<Task> plan() {
        return maintainer.read(connection -> {
            Map<String, Instant> kept = kept(connection);
            var tasks = new ArrayList<Optional<Task>>();
            tasks.addAll(Maintainer.query(connection, PENDING, row -> ifDue(row, kept, this::merge), pendingRows));
            tasks.addAll(Maintainer.query(
                    connection, BLOATED, row -> ifDue(row, kept, this::rebuild), bloatMinSize.bytes(), bloatPercent));
            return tasks.stream().flatMap(Optional::stream).toList();
        });
    }

    private static Map<String, Instant> kept(Connection connection) throws SQLException {
        var kept = new HashMap<String, Instant>();
        Maintainer.query(connection, KEPT, row -> kept.put(row.getString("name"), IndexCatalog.time(row, "kept_at")));
        return kept;
    }

    /** Makes a task of what was found, which belongs to the index of this name. */
    private interface Maker {
        Task of(ResultSet row, String name) throws SQLException;
    }

    /** What declares no cadence is kept whenever it needs it. */
    private Optional<Task> ifDue(ResultSet row, Map<String, Instant> kept, Maker maker) throws SQLException {
        String index = row.getString("index");
        String parent = row.getString("parent");
        Optional<DeclaredIndex> declared = strategy.declaring(row.getString("partition"), index, parent);
        String name = declared.map(DeclaredIndex::name).orElse(parent == null ? index : parent);
        boolean isResting = kept.containsKey(name)
                && declared.flatMap(DeclaredIndex::cadence)
                        .filter(it -> !it.isDue(kept.get(name), clock.instant()))
                        .isPresent();
        return isResting ? Optional.empty() : Optional.of(maker.of(row, name));
    }

    private Task merge(ResultSet row, String name) throws SQLException {
        String index = row.getString("index");
        return Task.of(
                row.getString("partition"),
                Action.MERGE,
                index,
                row.getLong("inserted") + " rows are new since the last VACUUM",
                () -> maintainer.session(connection -> {
                    Maintainer.query(
                            connection,
                            "SELECT gin_clean_pending_list(to_regclass(?))",
                            it -> null,
                            Maintainer.quote(index));
                    return mark(connection, name);
                }));
    }

    private Task rebuild(ResultSet row, String name) throws SQLException {
        String index = row.getString("index");
        return Task.of(
                row.getString("partition"),
                Action.REINDEX,
                index,
                row.getLong("bytes") + " bytes where about " + row.getLong("needed") + " would do",
                () -> maintainer.session(connection -> {
                    Maintainer.execute(connection, "REINDEX INDEX CONCURRENTLY " + Maintainer.quote(index));
                    return mark(connection, name);
                }));
    }

    private int mark(Connection connection, String name) throws SQLException {
        return Maintainer.update(connection, KEEP, name, clock.instant().atOffset(ZoneOffset.UTC));
    }
}
