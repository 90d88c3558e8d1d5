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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds an index on a copy of some rows of a partition, with the indexes that are there, and asks the planner about both; all
 * of it in a transaction that is rolled back, so that nobody else ever sees it. What came of it is remembered for a day. Safe
 * for use by many threads.
 */
final class IndexTrial {
    private static final Logger LOG = LoggerFactory.getLogger(IndexTrial.class);
    private static final String TABLE = "audit_db_sample";
    private static final String INDEX = "audit_db_sample_trial";
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final int MOST_REMEMBERED = 200;
    private static final double ALL = 100;

    private final int maxRows;
    private final Clock clock;
    private final Map<Key, Known> known = new HashMap<>();

    /** Copies so many rows at most; none for no trials. */
    IndexTrial(int maxRows, Clock clock) {
        this.maxRows = maxRows;
        this.clock = clock;
    }

    private record Key(String index, String partition) {}

    private record Known(Hypothesis hypothesis, Instant at) {}

    /** Compares the plans of the query that the index is for, with and without it. */
    synchronized Hypothesis of(Connection connection, DeclaredIndex index, Partition partition, List<String> types) {
        if (maxRows == 0) {
            return Hypothesis.unchecked(
                    "HypoPG is not installed, and nothing is tried (plugins.partitioning.index.sample-rows)");
        }
        Instant now = clock.instant();
        known.values().removeIf(it -> it.at().plus(REMEMBERED).isBefore(now));
        var key = new Key(index.sql(types), partition.name());
        Known before = known.get(key);
        if (before != null) {
            return before.hypothesis();
        }
        try {
            Hypothesis hypothesis = tried(connection, index, partition, types);
            if (known.size() < MOST_REMEMBERED) {
                known.put(key, new Known(hypothesis, now));
            }
            return hypothesis;
        } catch (SQLException e) {
            LOG.debug("No index could be tried on {}", partition.name(), e);
            return Hypothesis.unchecked("HypoPG is not installed, and a sample could not be made: " + e.getMessage());
        }
    }

    private Hypothesis tried(Connection connection, DeclaredIndex index, Partition partition, List<String> types)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            long rows = copy(connection, partition);
            var query = new PlannedQuery(connection, index, types);
            Plan without = query.on(TABLE);
            Maintainer.execute(connection, "CREATE INDEX " + INDEX + " ON " + TABLE + " " + index.sql(types));
            Maintainer.execute(connection, "ANALYZE " + TABLE);
            Plan with = query.on(TABLE);
            long bytes = Maintainer.query(
                            connection, "SELECT pg_relation_size(to_regclass(?))", row -> row.getLong(1), INDEX)
                    .get(0);
            return Hypothesis.of(
                    partition.name(),
                    without,
                    with,
                    INDEX,
                    "tried on a sample of " + rows + " rows",
                    rows == 0 ? 0 : bytes * partition.rows() / rows);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Not logged, so that replicas and backups do not get it. */
    private long copy(Connection connection, Partition partition) throws SQLException {
        String source = Maintainer.quote(partition.name());
        double percent = Math.min(ALL, ALL * maxRows / Math.max(1, partition.rows()));
        Maintainer.execute(connection, "CREATE UNLOGGED TABLE " + TABLE + " (LIKE " + source + " INCLUDING INDEXES)");
        Maintainer.execute(
                connection,
                "INSERT INTO " + TABLE + " SELECT * FROM " + source + " TABLESAMPLE SYSTEM (" + percent + ") LIMIT "
                        + maxRows);
        Maintainer.execute(connection, "ANALYZE " + TABLE);
        return Maintainer.query(connection, "SELECT count(*) FROM " + TABLE, row -> row.getLong(1))
                .get(0);
    }
}
