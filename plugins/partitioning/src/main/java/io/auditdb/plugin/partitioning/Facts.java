package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of all partitions at one time: one query for each kind of fact, however many there are.
 *
 * @param attached the tree, oldest first
 * @param states how far each is in its life, by name
 * @param statistics sizes and counts, by name
 */
public record Facts(List<Attached> attached, Map<String, LifeState> states, Map<String, Statistics> statistics) {
    private static final String STATISTICS = """
            SELECT c.relname, greatest(c.reltuples, 0)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes,
                   coalesce(s.n_live_tup, 0) AS live, coalesce(s.n_dead_tup, 0) AS dead,
                   coalesce(s.n_mod_since_analyze, 0) AS changed, coalesce(s.n_ins_since_vacuum, 0) AS inserted,
                   coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0) AS scans
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
            WHERE i.inhparent = 'audit_event'::regclass
            """;

    /**
     * What the database counts of one partition.
     *
     * @param rows the planner's estimate
     * @param bytes indexes included
     * @param live the estimate of the statistics collector, which knows more of a young table
     * @param dead rows that are no more
     * @param changed rows since the last ANALYZE
     * @param inserted rows since the last VACUUM
     * @param scans how often it was read
     */
    public record Statistics(
            String name, long rows, long bytes, long live, long dead, long changed, long inserted, long scans) {
        private static final Statistics NONE = new Statistics("", 0, 0, 0, 0, 0, 0, 0);

        /** Returns the better of the two estimates. */
        long estimatedRows() {
            return Math.max(rows, live);
        }
    }

    public static Facts read(Maintainer maintainer, EventPartitions partitions) {
        return maintainer.read(connection -> {
            // the tree last: what is made meanwhile is not to look as if it were recorded and gone
            Map<String, LifeState> states = byName(LifeState.read(connection), LifeState::name);
            List<Attached> attached = partitions.attached(connection);
            return new Facts(attached, states, byName(statistics(connection), Statistics::name));
        });
    }

    private static <V> Map<String, V> byName(List<V> values, Function<V, String> name) {
        return values.stream().collect(Collectors.toMap(name, Function.identity()));
    }

    private static List<Statistics> statistics(Connection connection) throws SQLException {
        return Maintainer.query(
                connection,
                STATISTICS,
                row -> new Statistics(
                        row.getString("relname"),
                        row.getLong("rows"),
                        row.getLong("bytes"),
                        row.getLong("live"),
                        row.getLong("dead"),
                        row.getLong("changed"),
                        row.getLong("inserted"),
                        row.getLong("scans")));
    }

    Statistics of(Attached partition) {
        return statistics.getOrDefault(partition.table(), Statistics.NONE);
    }

    Optional<LifeState> state(String table) {
        return Optional.ofNullable(states.get(table));
    }

    /** Returns how far a partition is; attached when nothing is recorded. */
    public PartitionState stateOf(Attached partition) {
        return state(partition.table()).map(LifeState::state).orElse(PartitionState.ATTACHED);
    }

    Optional<Attached> rest() {
        return attached.stream().filter(it -> it.range().isEmpty()).findFirst();
    }

    boolean isAttached(String table) {
        return attached.stream().anyMatch(it -> it.table().equals(table));
    }
}
