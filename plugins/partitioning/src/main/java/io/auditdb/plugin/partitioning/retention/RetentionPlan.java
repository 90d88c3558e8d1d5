package io.auditdb.plugin.partitioning.retention;

import io.auditdb.plugin.partitioning.LifeState;

import io.auditdb.plugin.partitioning.Facts;

import io.auditdb.plugin.partitioning.Maintainer;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What retention comes to, partition by partition; each is read once, and only counts leave the database. */
public final class RetentionPlan {
    private static final String UNDEFINED_TABLE = "42P01";

    /** The same rule as {@link AppliedPolicy}, in UTC whatever the zone of the session. */
    private static final String COUNTS = """
            SELECT tenant, policy, named, delete_after IS NULL AS forever, archive_after IS NOT NULL AS archived,
                   count(*) AS rows,
                   count(*) FILTER (WHERE past) AS past,
                   count(*) FILTER (WHERE held) AS held,
                   count(*) FILTER (WHERE past AND NOT held) AS free,
                   min(due) FILTER (WHERE NOT past) AT TIME ZONE 'UTC' AS next
            FROM (
              SELECT x.*, coalesce(x.delete_after IS NOT NULL AND x.due <= ?, false) AS past
              FROM (
                SELECT e.tenant, p.name AS policy, e.retention_policy IS NOT NULL AS named,
                       p.delete_after, p.archive_after,
                       greatest(t.start + p.delete_after, t.start + p.minimum, t.start + d.minimum, t.start + f.minimum)
                         AS due,
                       EXISTS (SELECT FROM hold h WHERE %2$s) AS held
                FROM %1$s e
                CROSS JOIN LATERAL (SELECT e.occurred_at AT TIME ZONE 'UTC' AS start) t
                LEFT JOIN retention_policy d ON d.classification = e.classification AND d.is_default
                LEFT JOIN retention_policy p ON p.name = coalesce(e.retention_policy, d.name)
                LEFT JOIN retention_floor f ON f.classification = e.classification
              ) x
            ) y
            GROUP BY tenant, policy, named, delete_after, archive_after
            LIMIT ?
            """;

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final RetentionSettings settings;
    private final Set<RetentionGuard> guards;
    private final Clock clock;

    public RetentionPlan(
            EventPartitions partitions,
            Maintainer maintainer,
            RetentionSettings settings,
            Set<RetentionGuard> guards,
            Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.settings = settings;
        this.guards = guards;
        this.clock = clock;
    }

    List<PartitionRetention> read() {
        Instant now = clock.instant();
        Facts facts = Facts.read(maintainer, partitions);
        var plan = new ArrayList<PartitionRetention>();
        for (Attached partition : facts.attached()) {
            Optional<PartitionRange> begun =
                    partition.range().filter(it -> !it.from().isAfter(now));
            if (begun.isPresent() && !partition.detaching()) {
                counts(partition, begun.get(), now)
                        .map(groups -> new PartitionVerdict(
                                        partition.table(), begun.get(), facts.stateOf(partition), now, guards)
                                .of(groups))
                        .ifPresent(plan::add);
            }
        }
        return plan;
    }

    /** Empty when it was dropped meanwhile. */
    private Optional<List<Group>> counts(Attached partition, PartitionRange range, Instant now) {
        return maintainer.session(connection -> {
            try {
                return Optional.of(counts(connection, partition.table(), range, now));
            } catch (SQLException e) {
                if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private List<Group> counts(Connection connection, String table, PartitionRange range, Instant now)
            throws SQLException {
        String sql = "WITH hold AS MATERIALIZED (SELECT * FROM " + HoldTable.IN_FORCE + " a"
                + " WHERE coalesce(from_time < ?, true) AND coalesce(to_time > ?, true)) "
                + COUNTS.formatted(Maintainer.quote(table), HoldTable.COVERS);
        List<Group> groups = Maintainer.query(
                connection,
                sql,
                Group::of,
                LifeState.time(range.to()),
                LifeState.time(range.from()),
                LocalDateTime.ofInstant(now, ZoneOffset.UTC),
                settings.maxGroups() + 1);
        if (groups.size() > settings.maxGroups()) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE,
                    table + " has more than " + settings.maxGroups() + " combinations of tenant and policy"
                            + " (plugins.partitioning.retention.max-groups)");
        }
        return groups;
    }

    /**
     * The events of one tenant in one partition to which the same policy applies.
     *
     * @param policy its name; null when there is none
     * @param named whether the events name a policy themselves
     * @param forever whether they never go
     * @param archived whether the policy asks for an archive first
     * @param rows how many
     * @param past how many are past the policy and every floor
     * @param held how many are under a legal hold
     * @param free how many are past and not held
     * @param next when the first of those that are not past will be; null when none will
     */
    record Group(
            String tenant,
            String policy,
            boolean named,
            boolean forever,
            boolean archived,
            long rows,
            long past,
            long held,
            long free,
            Instant next) {
        private static Group of(ResultSet row) throws SQLException {
            OffsetDateTime next = row.getObject("next", OffsetDateTime.class);
            return new Group(
                    row.getString("tenant"),
                    row.getString("policy"),
                    row.getBoolean("named"),
                    row.getBoolean("forever"),
                    row.getBoolean("archived"),
                    row.getLong("rows"),
                    row.getLong("past"),
                    row.getLong("held"),
                    row.getLong("free"),
                    next == null ? null : next.toInstant());
        }
    }
}
