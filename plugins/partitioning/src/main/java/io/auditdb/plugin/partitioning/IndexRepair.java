package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.PartitionStep.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Builds indexes that a partition lacks, and drops what interrupted builds left. */
final class IndexRepair {
    /** What the parent has, and a partition does not. */
    private static final String MISSING = """
            SELECT c.relname AS partition, p.relname AS index,
                   substring(pg_get_indexdef(x.indexrelid) FROM ' (USING .*)$') AS definition
            FROM pg_index x JOIN pg_class p ON p.oid = x.indexrelid
            CROSS JOIN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_event'::regclass AND NOT inhdetachpending) h
            JOIN pg_class c ON c.oid = h.inhrelid
            LEFT JOIN (SELECT i.inhparent, y.indrelid FROM pg_inherits i JOIN pg_index y ON y.indexrelid = i.inhrelid) m
                   ON m.inhparent = x.indexrelid AND m.indrelid = h.inhrelid
            WHERE x.indrelid = 'audit_event'::regclass AND m.indrelid IS NULL AND NOT x.indisunique
            ORDER BY 1, 2
            """;
    /** Left by a build that ended early; not one that runs. */
    private static final String INVALID = """
            SELECT c.relname AS partition, i.relname AS index, h.inhrelid IS NOT NULL AS wanted
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
            JOIN pg_inherits t ON t.inhrelid = c.oid AND t.inhparent = 'audit_event'::regclass
            LEFT JOIN pg_inherits h ON h.inhrelid = i.oid
            WHERE NOT x.indisvalid
              AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index b WHERE b.index_relid = x.indexrelid)
            ORDER BY 1, 2
            """;

    private final Maintainer maintainer;

    IndexRepair(Maintainer maintainer) {
        this.maintainer = maintainer;
    }

    /** Returns what is wrong; health depends on it. */
    List<Task> repairs() {
        return maintainer.read(connection -> {
            var tasks = new ArrayList<Task>(Maintainer.query(
                    connection,
                    INVALID,
                    row -> invalid(row.getString("partition"), row.getString("index"), row.getBoolean("wanted"))));
            tasks.addAll(Maintainer.query(
                    connection,
                    MISSING,
                    row -> missing(row.getString("partition"), row.getString("index"), row.getString("definition"))));
            return tasks;
        });
    }

    private Task invalid(String partition, String index, boolean wanted) {
        if (wanted) {
            return rebuild(partition, index, "is not valid");
        }
        return Task.of(
                partition,
                Action.DROP_INDEX,
                index,
                "an interrupted build left it behind",
                () -> run("DROP INDEX CONCURRENTLY IF EXISTS " + Maintainer.quote(index)));
    }

    private Task rebuild(String partition, String index, String reason) {
        return Task.of(
                partition,
                Action.REINDEX,
                index,
                reason,
                () -> run("REINDEX INDEX CONCURRENTLY " + Maintainer.quote(index)));
    }

    private Task missing(String partition, String parentIndex, String definition) {
        return Task.of(
                partition,
                Action.ADD_INDEX,
                parentIndex,
                "the other partitions have it",
                () -> add(partition, parentIndex, definition));
    }

    /** The parent's index becomes valid with the last one attached. */
    private void add(String partition, String parentIndex, String definition) {
        String name = name(partition, parentIndex);
        maintainer.session(connection -> {
            build(connection, partition, name, definition);
            return null;
        });
        maintainer.transaction(connection -> {
            Maintainer.lockTree(connection);
            Maintainer.execute(
                    connection,
                    "ALTER INDEX " + Maintainer.quote(parentIndex) + " ATTACH PARTITION " + Maintainer.quote(name));
            return null;
        });
    }

    private static void build(Connection connection, String partition, String name, String definition)
            throws SQLException {
        Maintainer.execute(
                connection,
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS " + Maintainer.quote(name) + " ON "
                        + Maintainer.quote(partition) + " " + definition);
    }

    /** Names are cut at 63 bytes, which must not make two of them the same. */
    private static String name(String partition, String parentIndex) {
        String name = partition + parentIndex.replaceFirst("^audit_event", "");
        return name.length() <= 63 ? name : name.substring(0, 54) + "_" + Integer.toHexString(name.hashCode());
    }

    private void run(String sql) {
        maintainer.session(connection -> {
            Maintainer.execute(connection, sql);
            return null;
        });
    }
}
