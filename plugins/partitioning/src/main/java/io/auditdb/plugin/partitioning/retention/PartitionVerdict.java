package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.PartitionRetention.Action;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.plugin.partitioning.retention.RetentionPlan.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** Decides what is to be done with one partition, and says why. */
final class PartitionVerdict {
    private static final int MAX_VETOES = 10;

    private final String name;
    private final Optional<UUID> archive;
    private final PartitionRange range;
    private final PartitionState state;
    private final Instant now;
    private final Guards guards;

    PartitionVerdict(String table, PartitionRange range, PartitionState state, Instant now, Guards guards) {
        this(table, Optional.empty(), range, state, now, guards);
    }

    PartitionVerdict(ArchiveInfo archive, Instant now, Guards guards) {
        this(archive.name(), Optional.of(archive.id()), archive.range(), PartitionState.ARCHIVED, now, guards);
    }

    private PartitionVerdict(
            String name,
            Optional<UUID> archive,
            PartitionRange range,
            PartitionState state,
            Instant now,
            Guards guards) {
        this.name = name;
        this.archive = archive;
        this.range = range;
        this.state = state;
        this.now = now;
        this.guards = guards;
    }

    /** What nothing can be past yet stays, and need not be read. */
    PartitionRetention tooYoung(long rows, Instant earliest) {
        String reason = earliest.equals(Instant.MAX)
                ? "no policy deletes anything"
                : "nothing in it is past any policy before " + earliest;
        return new PartitionRetention(name, archive, range, state, rows, 0, 0, 0, Action.KEEP, List.of(reason));
    }

    /** What cannot be read stays, and the others have their turn. */
    PartitionRetention unreadable(long rows, String problem) {
        return new PartitionRetention(
                name, archive, range, state, rows, 0, 0, 0, Action.UNKNOWN, List.of("it cannot be read: " + problem));
    }

    PartitionRetention of(List<Group> groups) {
        var vetoes = new TreeMap<String, String>();
        groups.stream()
                .filter(it -> it.free() > 0)
                .map(Group::tenant)
                .distinct()
                .forEach(tenant -> guards.veto(tenant, range).ifPresent(why -> vetoes.put(tenant, why)));
        long rows = sum(groups, Group::rows);
        long vetoed = sum(groups, it -> vetoes.containsKey(it.tenant()) ? it.free() : 0);
        long free = sum(groups, it -> vetoes.containsKey(it.tenant()) ? 0 : it.free());
        long archivable = archive.isPresent() || state == PartitionState.VERIFIED ? 0 : sum(groups, Group::archivable);

        var reasons = new ArrayList<String>();
        young(groups, reasons);
        count(sum(groups, Group::records), "records that verification needs", reasons);
        count(sum(groups, Group::held), "under a legal hold", reasons);
        vetoes.entrySet().stream()
                .limit(MAX_VETOES)
                .forEach(it -> reasons.add("vetoed for " + it.getKey() + ": " + it.getValue()));
        count(archivable, "past the time after which they are archived", reasons);
        Action action = action(rows, free, archivable, reasons);
        return new PartitionRetention(
                name,
                archive,
                range,
                state,
                rows,
                sum(groups, Group::past),
                sum(groups, Group::held),
                vetoed,
                action,
                reasons);
    }

    private Action action(long rows, long free, long archivable, List<String> reasons) {
        if (range.to().isAfter(now)) {
            reasons.add(0, "its time is not over");
        } else if (rows == 0) {
            reasons.add("its time is over and it holds nothing");
            return Action.DROP;
        } else if (free == rows) {
            reasons.add("all " + rows + " events are past their policies");
            return Action.DROP;
        }
        if (free > 0) {
            reasons.add(0, free + " of " + rows + " events may go");
            return Action.THIN;
        }
        return archivable == rows && !range.to().isAfter(now) ? Action.ARCHIVE : Action.KEEP;
    }

    private void young(List<Group> groups, List<String> reasons) {
        List<Group> known = groups.stream()
                .filter(it -> it.policy() != null && !it.forever())
                .toList();
        known.stream()
                .map(Group::next)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .ifPresent(next -> count(
                        sum(known, it -> it.rows() - it.past() - it.records()),
                        "not past their policy, the first is at " + next,
                        reasons));
        count(
                sum(groups, it -> it.policy() != null && it.forever() ? it.rows() - it.records() : 0),
                "kept for ever",
                reasons);
        count(
                sum(groups, it -> it.policy() == null && it.named() ? it.rows() - it.records() : 0),
                "of policies that are not there",
                reasons);
        count(
                sum(groups, it -> it.policy() == null && !it.named() ? it.rows() - it.records() : 0),
                "of a classification without a default policy",
                reasons);
    }

    private static void count(long events, String what, List<String> reasons) {
        if (events > 0) {
            reasons.add(events + (events == 1 ? " event is " : " events are ") + what);
        }
    }

    private static long sum(List<Group> groups, ToLongFunction<Group> count) {
        return groups.stream().mapToLong(count).sum();
    }
}
