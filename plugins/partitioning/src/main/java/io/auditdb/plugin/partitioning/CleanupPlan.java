package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which partitions of a time that is over go, and why the others stay. */
final class CleanupPlan {
    private static final String UNDEFINED_TABLE = "42P01";

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Dropping dropping;
    private final DropCheck check;

    CleanupPlan(EventPartitions partitions, Maintainer maintainer, Dropping dropping, DropCheck check) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.dropping = dropping;
        this.check = check;
    }

    List<Task> tasks(String principal, Instant before) {
        Facts facts = Facts.read(maintainer, partitions);
        List<Attached> candidates = facts.attached().stream()
                .filter(it ->
                        it.range().filter(range -> !range.to().isAfter(before)).isPresent())
                .filter(it -> !it.detaching())
                .toList();
        return maintainer.read(connection -> {
            var tasks = new ArrayList<Task>();
            for (Attached candidate : candidates) {
                task(connection, principal, facts, candidate).ifPresent(tasks::add);
            }
            return tasks;
        });
    }

    /** Empty when another instance, which cleans up as well, has dropped it meanwhile. */
    private Optional<Task> task(Connection connection, String principal, Facts facts, Attached partition)
            throws SQLException {
        try {
            DropCheck.Verdict verdict =
                    check.look(connection, partition.table(), partition.range().orElseThrow());
            return Optional.of(verdict.objection()
                    .map(reason -> Task.of(partition.table(), Action.KEEP, reason, () -> {}))
                    .orElseGet(() -> drop(principal, facts, partition)));
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Task drop(String principal, Facts facts, Attached partition) {
        PartitionRange range = partition.range().orElseThrow();
        PartitionState state = facts.stateOf(partition);
        var life = new LifeState(partition.table(), range, state, null, true);
        return Task.of(
                partition.table(), Action.DROP, "its time is over and it holds nothing", () -> drop(principal, life));
    }

    private void drop(String principal, LifeState life) {
        maintainer.transaction(connection -> {
            LifeState.add(connection, life.name(), life.range(), life.state(), null); // one that was not on record
            return null;
        });
        dropping.drop(principal, life, check);
    }
}
