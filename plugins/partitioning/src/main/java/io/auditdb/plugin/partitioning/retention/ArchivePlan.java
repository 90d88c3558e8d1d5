package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.retention.RetentionPlan.Group;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What retention comes to for archives. The rows of one are read where some of them can be past a policy, and again only
 * when the rules changed or the next of them is due. Safe for use by many threads.
 */
final class ArchivePlan {
    private static final Logger LOG = LoggerFactory.getLogger(ArchivePlan.class);

    private final EventArchives archives;
    private final Maintainer maintainer;
    private final Guards guards;
    private final Clock clock;
    private final Map<UUID, Judged> judged = new ConcurrentHashMap<>();

    ArchivePlan(EventArchives archives, Maintainer maintainer, Guards guards, Clock clock) {
        this.archives = archives;
        this.maintainer = maintainer;
        this.guards = guards;
        this.clock = clock;
    }

    /** Reads how many rows of a table there are of each kind. */
    interface Judge {
        List<Group> groups(Connection connection, String table, PartitionRange range, Instant now) throws SQLException;
    }

    /** What was found under these rules, and until when it holds. */
    private record Judged(String rules, Instant until, PartitionRetention retention) {}

    List<PartitionRetention> read(Judge judge) {
        List<ArchiveInfo> live = archives.list().stream()
                .filter(it -> it.state() == ArchiveInfo.State.LIVE)
                .toList();
        judged.keySet().retainAll(live.stream().map(ArchiveInfo::id).collect(Collectors.toSet()));
        if (live.isEmpty()) {
            return List.of();
        }
        List<RetentionPolicy> policies = maintainer.read(PolicyTable::policies);
        String rules = maintainer.read(Rules::state);
        return live.stream().map(it -> of(it, policies, rules, judge)).toList();
    }

    private PartitionRetention of(ArchiveInfo archive, List<RetentionPolicy> policies, String rules, Judge judge) {
        Instant now = clock.instant();
        ArchiveInfo.Contents contents = archive.contents().orElseThrow();
        Instant earliest = policies.stream()
                .flatMap(it -> it.deleteAfter().stream())
                .map(span -> CalendarSpan.after(contents.first(), span))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        var verdict = new PartitionVerdict(archive, now, guards);
        if (earliest.isAfter(now)) {
            return verdict.tooYoung(contents.rows(), earliest);
        }
        Judged known = judged.get(archive.id());
        if (known != null && known.rules.equals(rules) && known.until.isAfter(now)) {
            return known.retention;
        }
        List<Group> groups;
        try {
            groups = archives.look(
                    archive.id(), (transaction, table) -> judge.groups(transaction, table, archive.range(), now));
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.STOPPING) {
                throw e;
            }
            LOG.warn("The archive {} cannot be read", archive.name(), e);
            return verdict.unreadable(contents.rows(), e.getMessage());
        }
        PartitionRetention retention = verdict.of(groups);
        if (retention.vetoed() == 0) { // a guard says when it changes its mind to nobody
            judged.put(archive.id(), new Judged(rules, next(groups), retention));
        }
        return retention;
    }

    private static Instant next(List<Group> groups) {
        return groups.stream()
                .map(Group::next)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
