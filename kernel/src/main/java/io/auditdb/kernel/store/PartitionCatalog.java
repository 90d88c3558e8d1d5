package io.auditdb.kernel.store;

import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The partitions as the catalog of the database has them. */
final class PartitionCatalog {
    /**
     * Bounds come as text, which holds its offset; what has no bound on one side is written without quotes. The text is
     * made once for each, and without its table, which would be opened for it.
     */
    private static final String ATTACHED = """
            WITH p AS MATERIALIZED (
              SELECT c.relname AS name, pg_get_expr(c.relpartbound, 0) AS bounds, i.inhdetachpending AS detaching
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
              WHERE i.inhparent = 'audit_event'::regclass
            )
            SELECT p.name, p.bounds = 'DEFAULT' AS is_default, p.detaching,
                   CASE WHEN p.bounds LIKE 'FOR VALUES FROM (''%' THEN split_part(p.bounds, '''', 2)::timestamptz END AS lower,
                   CASE WHEN p.bounds LIKE '%'')' THEN split_part(p.bounds, '''', -2)::timestamptz END AS upper
            FROM p
            WHERE p.bounds IS NOT NULL -- as when one is dropped at this moment
            ORDER BY is_default, lower NULLS FIRST
            """;

    private PartitionCatalog() {}

    static List<Attached> read(Connection connection) throws SQLException {
        var attached = new ArrayList<Attached>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ATTACHED)) {
            while (row.next()) {
                Optional<PartitionRange> range = row.getBoolean("is_default")
                        ? Optional.empty()
                        : Optional.of(
                                new PartitionRange(bound(row, "lower", Instant.MIN), bound(row, "upper", Instant.MAX)));
                attached.add(new Attached(row.getString("name"), range, row.getBoolean("detaching")));
            }
        }
        return attached;
    }

    private static Instant bound(ResultSet row, String column, Instant absent) throws SQLException {
        OffsetDateTime bound = row.getObject(column, OffsetDateTime.class);
        return bound == null ? absent : bound.toInstant();
    }
}
