package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.State;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves partitions into archives, state by state; each may be interrupted, and is gone on with at the next run. */
public final class Archiving {
    /** A partition that changes while it is archived is archived again, so often. */
    private static final int ATTEMPTS = 3;

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Dropping dropping;
    private final EventArchives archives;

    Archiving(EventPartitions partitions, Maintainer maintainer, Dropping dropping, EventArchives archives) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.dropping = dropping;
        this.archives = archives;
    }

    List<Task> tasks(String principal, Instant before) {
        Facts facts = Facts.read(maintainer, partitions);
        var tasks = new ArrayList<>(interrupted(principal, facts));
        boolean blocked = facts.rest().isPresent();
        tasks.addAll(maintainer.read(connection -> {
            var found = new ArrayList<Task>();
            for (Attached partition : facts.attached()) {
                if (!partition.detaching() && isOver(partition, before)) {
                    found.add(blocked ? keep(partition) : task(connection, principal, facts, partition));
                }
            }
            return found;
        }));
        return tasks;
    }

    /** Removes what interrupted runs left behind, also where there is nothing more to archive. */
    void tidy() {
        archives.tidy();
    }

    private static boolean isOver(Attached partition, Instant before) {
        return partition.range().filter(range -> !range.to().isAfter(before)).isPresent();
    }

    /** Those that were on their way out, wherever their time is. */
    private List<Task> interrupted(String principal, Facts facts) {
        return facts.states().values().stream()
                .filter(state -> state.goal() == PartitionState.DROPPED)
                .filter(state -> archives.of(state.name()).isPresent())
                .map(state -> Task.of(
                        state.name(),
                        Action.ARCHIVE,
                        "was interrupted as " + state.state().text(),
                        () -> dropping.drop(principal, state)))
                .toList();
    }

    private static Task keep(Attached partition) {
        String reason = "a DEFAULT partition rules out a quiet detach; drain it first";
        return Task.of(partition.table(), Action.KEEP, reason, () -> {});
    }

    private Task task(Connection connection, String principal, Facts facts, Attached partition) throws SQLException {
        String table = partition.table();
        if (DropCheck.isEmpty(connection, table)) {
            return Task.of(table, Action.KEEP, "it holds nothing to archive", () -> {});
        }
        PartitionRange range = partition.range().orElseThrow();
        var life = new LifeState(table, range, facts.stateOf(partition), null, true);
        String reason = "its time is over, with about " + facts.of(partition).estimatedRows() + " events in "
                + facts.of(partition).bytes() + " bytes";
        return Task.of(table, Action.ARCHIVE, reason, () -> archive(principal, life));
    }

    /** Moves one partition into an archive. */
    public void archive(String principal, LifeState life) {
        if (!begin(life)) {
            return; // the sessions of an instance that was killed may have finished its work since we looked
        }
        verified(life);
        dropping.drop(
                principal,
                new LifeState(life.name(), life.range(), PartitionState.VERIFIED, null, life.exists()),
                new ArchivedCheck(archives));
        if (partitions.attached().stream().anyMatch(it -> it.table().equals(life.name()))) {
            throw changing(life, null);
        }
    }

    private boolean begin(LifeState life) {
        return maintainer.transaction(connection -> {
            boolean there = partitions.attached(connection).stream()
                    .anyMatch(it -> it.table().equals(life.name()) && !it.detaching());
            if (there) {
                LifeState.add(connection, life.name(), life.range(), life.state(), null); // one that was not on record
                LifeState.move(connection, life.name(), life.state(), PartitionState.VERIFIED);
            }
            return there;
        });
    }

    /** Goes on from where a former run came to. */
    private void verified(LifeState life) {
        Optional<ArchiveInfo> begun = archives.of(life.name()).filter(it -> it.state() != State.WRITING);
        for (int attempt = 1; ; attempt++) {
            ArchiveInfo archive = begun.orElseGet(() -> archives.store(life.name(), life.range()));
            move(life, PartitionState.ARCHIVED, PartitionState.VERIFIED);
            try {
                archives.check(archive.id());
                move(life, PartitionState.VERIFIED, null);
                return;
            } catch (AuditDbException e) {
                if (e.code() != StandardErrorCode.CONFLICT && begun.isEmpty()) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw changing(life, e);
                }
            }
            begun = Optional.empty();
        }
    }

    private void move(LifeState life, PartitionState state, PartitionState goal) {
        maintainer.transaction(connection -> {
            LifeState.move(connection, life.name(), state, goal);
            return null;
        });
    }

    private static AuditDbException changing(LifeState life, AuditDbException cause) {
        return new AuditDbException(
                StandardErrorCode.ARCHIVE_UNAVAILABLE,
                "Events of " + life.name() + " came or were redacted while it was archived; the next run tries again",
                RETRY_AFTER,
                cause);
    }
}
