package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.IndexCatalog.Partition;
import io.auditdb.plugin.partitioning.index.PlannedQuery.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds an index on a copy of some rows of a partition, with the indexes that are there, and asks the planner about both; all
 * of it in a transaction that is rolled back, so that nobody else ever sees it. Details and secrets of events are not copied.
 * What came of it is remembered for a day. Safe for use by many threads.
 */
final class IndexTrial {
    private static final Logger LOG = LoggerFactory.getLogger(IndexTrial.class);
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final Duration FAILURE_REMEMBERED = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 200;
    private static final double ALL = 100;
    /** Others were in the way: lock not available, deadlock, not serializable. Whoever asks may ask again. */
    private static final Set<String> CONTENTION = Set.of("55P03", "40P01", "40001");

    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
              AND attname NOT IN ('details', 'secret')
            """;
    private static final String INDEXES = """
            SELECT substring(pg_get_indexdef(x.indexrelid) FROM ' USING (.*)$') FROM pg_index x
            JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am a ON a.oid = i.relam
            WHERE x.indrelid = to_regclass(?) AND x.indisvalid AND a.amname IN ('btree', 'brin')
            """;

    private final int maxRows;
    private final Clock clock;
    private final Map<Key, Known> known = new HashMap<>();

    /** Copies so many rows at most; none for no trials. */
    IndexTrial(int maxRows, Clock clock) {
        this.maxRows = maxRows;
        this.clock = clock;
    }

    private record Key(String index, String partition) {}

    private record Known(Hypothesis hypothesis, Instant until) {}

    /**
     * Compares the plans of the query that the index is for, with and without it.
     *
     * @throws SQLException when others were in the way
     */
    Hypothesis of(Connection connection, DeclaredIndex index, Partition partition, List<String> types)
            throws SQLException {
        if (maxRows == 0) {
            return Hypothesis.unchecked(
                    "HypoPG is not installed, and nothing is tried (plugins.partitioning.index.sample-rows)");
        }
        var key = new Key(index.sql(types), partition.name());
        Optional<Hypothesis> before = known(key);
        if (before.isPresent()) {
            return before.get();
        }
        try {
            Hypothesis hypothesis = tried(connection, index, partition, types);
            remember(key, hypothesis, REMEMBERED);
            return hypothesis;
        } catch (SQLException e) {
            if (CONTENTION.contains(e.getSQLState())) {
                throw e;
            }
            LOG.info("No index can be tried on {}: {}", partition.name(), e.getMessage());
            LOG.debug("It is tried again in an hour", e);
            Hypothesis none = Hypothesis.unchecked("HypoPG is not installed, and a sample cannot be made");
            remember(key, none, FAILURE_REMEMBERED);
            return none;
        }
    }

    private synchronized Optional<Hypothesis> known(Key key) {
        Instant now = clock.instant();
        known.values().removeIf(it -> it.until().isBefore(now));
        return Optional.ofNullable(known.get(key)).map(Known::hypothesis);
    }

    private synchronized void remember(Key key, Hypothesis hypothesis, Duration time) {
        if (known.size() < MOST_REMEMBERED) {
            known.put(key, new Known(hypothesis, clock.instant().plus(time)));
        }
    }

    private Hypothesis tried(Connection connection, DeclaredIndex index, Partition partition, List<String> types)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            String sample =
                    "audit_db_sample_" + number(connection, "SELECT pg_backend_pid()"); // others may try as well
            long rows = copy(connection, partition, sample);
            var query = new PlannedQuery(connection, index, types);
            Plan without = query.on(sample);
            String trial = sample + "_trial";
            Maintainer.execute(connection, "CREATE INDEX " + trial + " ON " + sample + " " + index.sql(types));
            Maintainer.execute(connection, "ANALYZE " + sample);
            Plan with = query.on(sample);
            long bytes = number(connection, "SELECT pg_relation_size(to_regclass(?))", trial);
            return Hypothesis.of(
                    partition.name(),
                    without,
                    with,
                    trial,
                    "tried on a sample of " + rows + " rows",
                    rows == 0 ? 0 : bytes * partition.rows() / rows);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Not logged, so that replicas and backups do not get it. */
    private long copy(Connection connection, Partition partition, String sample) throws SQLException {
        String source = Maintainer.quote(partition.name());
        double percent = Math.min(ALL, ALL * maxRows / Math.max(1, partition.rows()));
        String columns = Maintainer.query(connection, COLUMNS, row -> row.getString(1), partition.name())
                .get(0);
        Maintainer.execute(
                connection,
                "CREATE UNLOGGED TABLE " + sample + " AS SELECT " + columns + " FROM " + source
                        + " TABLESAMPLE SYSTEM (" + percent + ") LIMIT " + maxRows);
        for (String index : Maintainer.query(connection, INDEXES, row -> row.getString(1), partition.name())) {
            Maintainer.execute(connection, "CREATE INDEX ON " + sample + " USING " + index);
        }
        Maintainer.execute(connection, "ANALYZE " + sample);
        return number(connection, "SELECT count(*) FROM " + sample);
    }

    private static long number(Connection connection, String sql, Object... parameters) throws SQLException {
        return Maintainer.query(connection, sql, row -> row.getLong(1), parameters)
                .get(0);
    }
}
