package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the database has and counts: one query for each kind of fact, however many partitions there are.
 *
 * @param partitions those that queries see, oldest first
 * @param indexes theirs, and those of the event table itself
 * @param since since when scans are counted
 * @param standbys how many servers follow this one whose scans are not counted here
 * @param built since when those exist that did not come with the schema
 */
record IndexCatalog(
        List<Partition> partitions,
        List<PartitionIndex> indexes,
        Instant since,
        int standbys,
        Map<String, Instant> built) {
    private static final int LAST_SCAN = 16;

    private static final String PARTITIONS = """
            SELECT c.relname, coalesce(p.state = 'sealed', false) AS sealed,
                   greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid)) AS rows,
                   pg_stat_get_tuples_inserted(c.oid) AS inserted, pg_table_size(c.oid) AS bytes
            FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
            LEFT JOIN event_partition p ON p.name = c.relname AND p.state <> 'dropped'
            WHERE h.inhparent = 'audit_event'::regclass AND NOT h.inhdetachpending
            ORDER BY p.from_time NULLS LAST, c.relname
            """;
    private static final String INDEXES = """
            SELECT c.relname AS partition, i.relname AS name, p.relname AS parent, a.amname AS method,
                   x.indnkeyatts AS keys, k.columns, pg_get_expr(x.indpred, x.indrelid) AS predicate,
                   x.indisunique OR x.indisexclusion AS keeps, x.indisvalid, b.index_relid IS NOT NULL AS building,
                   greatest(i.reltuples, 0)::bigint AS rows, coalesce(pg_relation_size(i.oid), 0) AS bytes,
                   pg_stat_get_numscans(i.oid) AS scans, pg_stat_get_tuples_returned(i.oid) AS read,
                   pg_stat_get_tuples_fetched(i.oid) AS fetched, %s AS used
            FROM (SELECT inhrelid AS oid FROM pg_inherits
                  WHERE inhparent = 'audit_event'::regclass AND NOT inhdetachpending
                  UNION ALL SELECT 'audit_event'::regclass) h
            JOIN pg_class c ON c.oid = h.oid
            JOIN pg_index x ON x.indrelid = c.oid
            JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_am a ON a.oid = i.relam
            CROSS JOIN LATERAL (
              SELECT array_agg(attname::text ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = i.oid) k
            LEFT JOIN pg_inherits t ON t.inhrelid = i.oid
            LEFT JOIN pg_class p ON p.oid = t.inhparent
            LEFT JOIN pg_stat_progress_create_index b ON b.index_relid = i.oid
            ORDER BY 1, 2
            """;
    /** A reset is one of the database, or of the server after a crash; before the log began there was nothing to count. */
    private static final String SINCE = """
            SELECT greatest((SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
                            (SELECT stats_reset FROM pg_stat_bgwriter),
                            (SELECT created_at FROM ledger_log)) AS since,
                   (SELECT count(*) FROM pg_stat_replication) AS standbys
            """;

    private static final String BUILT = "SELECT name, built_at FROM event_index WHERE built_at IS NOT NULL";

    /**
     * A partition that queries see.
     *
     * @param sealed whether it is no longer written and not archived
     * @param rows the better of the database's estimates
     * @param inserted rows that came since scans are counted
     * @param bytes of the table, indexes aside
     */
    record Partition(String name, boolean sealed, long rows, long inserted, long bytes) {}

    static IndexCatalog read(Connection connection) throws SQLException {
        List<PartitionIndex> indexes =
                Maintainer.query(connection, INDEXES.formatted(lastScan(connection)), IndexCatalog::index);
        var built = new HashMap<String, Instant>();
        Maintainer.query(connection, BUILT, row -> built.put(row.getString("name"), time(row, "built_at")));
        return Maintainer.query(
                        connection,
                        SINCE,
                        row -> new IndexCatalog(
                                partitions(connection), indexes, time(row, "since"), row.getInt("standbys"), built))
                .get(0);
    }

    /** Returns what tells when an index was used last, where the database knows. */
    static String lastScan(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= LAST_SCAN
                ? "pg_stat_get_lastscan(i.oid)"
                : "NULL::timestamptz";
    }

    /** Returns the same with what replicas count. */
    IndexCatalog with(ReplicaScans scans) {
        return new IndexCatalog(
                partitions,
                indexes.stream()
                        .map(it -> it.with(scans.counted().getOrDefault(it.name(), Counts.NONE)))
                        .toList(),
                scans.since().isAfter(since) ? scans.since() : since,
                Math.max(standbys - scans.asked(), scans.silent()),
                built);
    }

    private static List<Partition> partitions(Connection connection) throws SQLException {
        return Maintainer.query(
                connection,
                PARTITIONS,
                row -> new Partition(
                        row.getString("relname"),
                        row.getBoolean("sealed"),
                        Math.max(0, row.getLong("rows")),
                        row.getLong("inserted"),
                        row.getLong("bytes")));
    }

    private static PartitionIndex index(ResultSet row) throws SQLException {
        List<String> columns = texts(row.getArray("columns"));
        int keys = row.getInt("keys");
        return new PartitionIndex(
                row.getString("partition"),
                row.getString("name"),
                row.getString("parent"),
                row.getString("method"),
                columns.subList(0, keys),
                columns.subList(keys, columns.size()),
                row.getString("predicate"),
                row.getBoolean("keeps"),
                row.getBoolean("indisvalid"),
                row.getBoolean("building"),
                row.getLong("rows"),
                new Counts(
                        row.getLong("scans"),
                        row.getLong("read"),
                        row.getLong("fetched"),
                        row.getLong("bytes"),
                        Optional.ofNullable(time(row, "used"))));
    }

    /** Returns a time, or null. */
    static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    /** Returns the indexes of each partition, by its name. */
    Map<String, List<PartitionIndex>> byPartition() {
        return indexes.stream()
                .filter(it -> !it.isOnParent())
                .collect(Collectors.groupingBy(PartitionIndex::partition));
    }

    /** Returns the indexes of the event table itself, by name. */
    Map<String, PartitionIndex> onParent() {
        return indexes.stream()
                .filter(PartitionIndex::isOnParent)
                .collect(Collectors.toMap(PartitionIndex::name, Function.identity()));
    }

    /** Returns since when the scans of this index are counted. */
    Instant since(String index) {
        Instant since = built.getOrDefault(index, Instant.MIN);
        return since.isAfter(this.since) ? since : this.since;
    }
}
