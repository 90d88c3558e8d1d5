package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.Classification;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** Policies and floors as the database keeps them. */
final class PolicyTable {
    /** An interval as ISO 8601 has it; whole days are a constraint of the table. */
    private static final String ISO = "to_char(%1$s, '\"P\"FMYYYY\"Y\"FMMM\"M\"FMDD\"D\"') AS %1$s";

    private static final String POLICIES = "SELECT name, classification, is_default, " + ISO.formatted("archive_after")
            + ", " + ISO.formatted("delete_after") + ", " + ISO.formatted("minimum")
            + ", description FROM retention_policy ORDER BY classification, name";
    private static final String FLOORS = "SELECT classification, " + ISO.formatted("minimum")
            + ", source FROM retention_floor ORDER BY classification";
    private static final String INSERT = """
            INSERT INTO retention_policy
              (classification, is_default, archive_after, delete_after, minimum, description, name)
            VALUES (?, ?, ?::interval, ?::interval, ?::interval, ?, ?)
            """;
    private static final String UPDATE = """
            UPDATE retention_policy
            SET classification = ?, is_default = ?, archive_after = ?::interval, delete_after = ?::interval,
                minimum = ?::interval, description = ?
            WHERE name = ?
            """;

    private PolicyTable() {}

    static List<RetentionPolicy> policies(Connection connection) throws SQLException {
        return Maintainer.query(connection, POLICIES, PolicyTable::policy);
    }

    static List<RetentionFloor> floors(Connection connection) throws SQLException {
        return Maintainer.query(
                connection,
                FLOORS,
                row -> new RetentionFloor(
                        classification(row), span(row, "minimum").orElseThrow(), row.getString("source")));
    }

    static void add(Connection connection, RetentionPolicy policy) throws SQLException {
        write(connection, INSERT, policy);
    }

    static void change(Connection connection, RetentionPolicy policy) throws SQLException {
        write(connection, UPDATE, policy);
    }

    private static void write(Connection connection, String sql, RetentionPolicy policy) throws SQLException {
        Maintainer.update(
                connection,
                sql,
                policy.classification().name(),
                policy.isDefault(),
                text(policy.archiveAfter()),
                text(policy.deleteAfter()),
                text(policy.minimum()),
                policy.description(),
                policy.name());
    }

    private static RetentionPolicy policy(ResultSet row) throws SQLException {
        return new RetentionPolicy(
                row.getString("name"),
                classification(row),
                row.getBoolean("is_default"),
                span(row, "archive_after"),
                span(row, "delete_after"),
                span(row, "minimum"),
                row.getString("description"));
    }

    private static Classification classification(ResultSet row) throws SQLException {
        return Classification.valueOf(row.getString("classification"));
    }

    private static Optional<Period> span(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(Period::parse);
    }

    static String text(Optional<Period> span) {
        return span.map(Period::toString).orElse(null);
    }
}
