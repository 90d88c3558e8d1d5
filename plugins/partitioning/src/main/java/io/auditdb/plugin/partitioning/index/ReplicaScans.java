package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the replicas use indexes, which each of them counts for itself.
 *
 * @param counted by the name of an index, all replicas together; without bytes, which are the primary's
 * @param since since when all of them count
 * @param asked how many answered
 * @param silent how many did not, so that nobody knows what they use
 */
record ReplicaScans(Map<String, Counts> counted, Instant since, int asked, int silent) {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaScans.class);
    private static final String SCANS = """
            SELECT i.relname AS name, pg_stat_get_numscans(i.oid) AS scans, pg_stat_get_tuples_returned(i.oid) AS read,
                   pg_stat_get_tuples_fetched(i.oid) AS fetched, %s AS used
            FROM (SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = 'audit_event'::regclass) h
            JOIN pg_index x ON x.indrelid = h.oid JOIN pg_class i ON i.oid = x.indexrelid
            """;
    /** What a standby has counted is lost when it is not shut down in order. */
    private static final String SINCE = """
            SELECT greatest((SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
                            (SELECT stats_reset FROM pg_stat_bgwriter)) AS since
            """;

    /** Asks those replicas that answer. */
    static ReplicaScans read(Replicas replicas) {
        var counted = new HashMap<String, Counts>();
        Instant since = Instant.MIN;
        int asked = 0;
        int silent = 0;
        for (String name : replicas.states().stream().map(ReplicaState::name).toList()) {
            try (Connection connection = replicas.connection(name)) {
                Instant begin = read(connection, counted);
                since = begin != null && begin.isAfter(since) ? begin : since;
                asked++;
            } catch (SQLException | AuditDbException e) {
                silent++;
                LOG.debug("What {} scans is not known", name, e);
            }
        }
        return new ReplicaScans(counted, since, asked, silent);
    }

    private static Instant read(Connection connection, Map<String, Counts> counted) throws SQLException {
        String sql = SCANS.formatted(IndexCatalog.lastScan(connection));
        Maintainer.query(
                connection,
                sql,
                row -> counted.merge(
                        row.getString("name"),
                        new Counts(
                                row.getLong("scans"),
                                row.getLong("read"),
                                row.getLong("fetched"),
                                0,
                                Optional.ofNullable(IndexCatalog.time(row, "used"))),
                        Counts::plus));
        return Maintainer.query(connection, SINCE, row -> IndexCatalog.time(row, "since"))
                .get(0);
    }
}
