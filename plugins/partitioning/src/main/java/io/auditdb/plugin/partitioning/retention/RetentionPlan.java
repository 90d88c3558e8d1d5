package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.plugin.partitioning.DropCheck;
import io.auditdb.plugin.partitioning.Facts;
import io.auditdb.plugin.partitioning.LifeState;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What retention comes to, partition by partition; each is read once, and only counts leave the database. */
public final class RetentionPlan implements DropCheck {
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String COUNTS = """
            SELECT tenant, policy, named, forever,
                   count(*) AS rows,
                   count(*) FILTER (WHERE past) AS past,
                   count(*) FILTER (WHERE held) AS held,
                   count(*) FILTER (WHERE free) AS free,
                   count(*) FILTER (WHERE archivable) AS archivable,
                   count(*) FILTER (WHERE is_record) AS records,
                   min(due) FILTER (WHERE NOT past AND NOT is_record) AT TIME ZONE 'UTC' AS next
            FROM judged
            GROUP BY tenant, policy, named, forever
            LIMIT ?
            """;

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final ArchivePlan archives;
    private final RetentionSettings settings;
    private final Guards guards;
    private final Clock clock;

    public RetentionPlan(
            EventPartitions partitions,
            Maintainer maintainer,
            EventArchives archives,
            RetentionSettings settings,
            Guards guards,
            Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.archives = new ArchivePlan(archives, maintainer, guards, clock);
        this.settings = settings;
        this.guards = guards;
        this.clock = clock;
    }

    List<PartitionRetention> read() {
        Facts facts = Facts.read(maintainer, partitions);
        var plan = new ArrayList<PartitionRetention>();
        for (LifeState partition : candidates(facts)) {
            of(partition).ifPresent(plan::add);
        }
        plan.addAll(archives.read(this::groups));
        plan.sort(Comparator.comparing(it -> it.range().from()));
        return plan;
    }

    /** Returns those whose time has begun, oldest first, and those whose drop was interrupted. */
    private List<LifeState> candidates(Facts facts) {
        Instant now = clock.instant();
        var candidates = new ArrayList<LifeState>();
        for (Attached partition : facts.attached()) {
            partition
                    .range()
                    .filter(it -> !it.from().isAfter(now) && !partition.detaching())
                    .ifPresent(it ->
                            candidates.add(new LifeState(partition.table(), it, facts.stateOf(partition), null, true)));
        }
        facts.states().values().stream()
                .filter(it -> it.goal() == PartitionState.DROPPED && it.exists())
                .filter(it ->
                        candidates.stream().noneMatch(known -> known.name().equals(it.name())))
                .forEach(candidates::add);
        candidates.sort(Comparator.comparing(it -> it.range().from()));
        return candidates;
    }

    /** Empty when it was dropped meanwhile. */
    private Optional<PartitionRetention> of(LifeState partition) {
        return maintainer.read(connection -> {
            try {
                return Optional.of(of(connection, partition));
            } catch (SQLException e) {
                if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private PartitionRetention of(Connection connection, LifeState partition) throws SQLException {
        Instant now = clock.instant();
        List<Group> groups = groups(connection, partition.name(), partition.range(), now);
        return new PartitionVerdict(partition.name(), partition.range(), partition.state(), now, guards).of(groups);
    }

    /** Lets a partition go of which every event may; asks holds and guards, and keeps rules as they are meanwhile. */
    @Override
    public Verdict look(Connection connection, String table, PartitionRange range) throws SQLException {
        Rules.lockForUse(connection); // a hold placed after this look waits until the table is gone, and finds it gone
        if (DropCheck.isEmpty(connection, table)) {
            return Verdict.goes(Map.of());
        }
        Instant now = clock.instant();
        List<Group> groups = groups(connection, table, range, now);
        PartitionRetention found = new PartitionVerdict(table, range, PartitionState.DETACHED, now, guards).of(groups);
        if (found.action() != PartitionRetention.Action.DROP) {
            return Verdict.stays(String.join("; ", found.reasons()));
        }
        var policies = new TreeMap<String, Long>();
        groups.forEach(it -> policies.merge(it.policy(), it.free(), Long::sum));
        return Verdict.goes(policies);
    }

    private List<Group> groups(Connection connection, String table, PartitionRange range, Instant now)
            throws SQLException {
        List<Group> groups = Maintainer.query(
                connection,
                JudgedRows.of(table) + COUNTS,
                Group::of,
                JudgedRows.parameters(range, now, settings.maxGroups() + 1));
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
     * @param rows how many
     * @param past how many are past the policy and every floor
     * @param held how many are under a legal hold
     * @param free how many are past and not held
     * @param archivable how many are not past, but beyond the time after which they are archived
     * @param records how many are records that verification needs
     * @param next when the first of those that are not past will be; null when none will
     */
    record Group(
            String tenant,
            String policy,
            boolean named,
            boolean forever,
            long rows,
            long past,
            long held,
            long free,
            long archivable,
            long records,
            Instant next) {
        private static Group of(ResultSet row) throws SQLException {
            OffsetDateTime next = row.getObject("next", OffsetDateTime.class);
            return new Group(
                    row.getString("tenant"),
                    row.getString("policy"),
                    row.getBoolean("named"),
                    row.getBoolean("forever"),
                    row.getLong("rows"),
                    row.getLong("past"),
                    row.getLong("held"),
                    row.getLong("free"),
                    row.getLong("archivable"),
                    row.getLong("records"),
                    next == null ? null : next.toInstant());
        }
    }
}
