package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.plugin.partitioning.index.IndexUpkeep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to do: first what was interrupted, then what is missing, then what could be better. */
final class MaintenancePlan {
    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Creation creation;
    private final Dropping dropping;
    private final Draining draining;
    private final IndexRepair indexes;
    private final Upkeep upkeep;
    private final IndexUpkeep indexUpkeep;

    MaintenancePlan(
            EventPartitions partitions,
            Maintainer maintainer,
            Creation creation,
            Dropping dropping,
            Draining draining,
            IndexRepair indexes,
            Upkeep upkeep,
            IndexUpkeep indexUpkeep) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.creation = creation;
        this.dropping = dropping;
        this.draining = draining;
        this.indexes = indexes;
        this.upkeep = upkeep;
        this.indexUpkeep = indexUpkeep;
    }

    List<Task> tasks(String principal) {
        Facts facts = Facts.read(maintainer, partitions);
        var tasks = new ArrayList<Task>(repairs(principal, facts));
        tasks.addAll(draining.plan(principal, facts));
        tasks.addAll(creation.ahead(facts));
        tasks.addAll(upkeep.plan(facts));
        tasks.addAll(indexUpkeep.plan());
        return tasks;
    }

    /** Returns what is not as it should be, as far as the catalog tells; no table is read for it. */
    List<PartitionStep> repairs(String principal) {
        Facts facts = Facts.read(maintainer, partitions);
        var steps = new ArrayList<PartitionStep>(Execution.planned(repairs(principal, facts)));
        facts.rest()
                .ifPresent(rest -> steps.add(new PartitionStep(
                        rest.table(),
                        Action.DRAIN,
                        "",
                        "a DEFAULT partition rules out a quiet detach",
                        Outcome.PLANNED)));
        return steps;
    }

    /**
     * Returns which partitions are missing for the present, or for the time ahead that is configured; but not the last alone,
     * whose turn it is to be made, where there are others before it.
     */
    List<PartitionStep> missing() {
        List<Task> tasks = creation.ahead(Facts.read(maintainer, partitions));
        return tasks.size() == 1 && creation.isFarAhead() ? List.of() : Execution.planned(tasks);
    }

    private List<Task> repairs(String principal, Facts facts) {
        var tasks = new ArrayList<Task>();
        for (Attached partition : facts.attached()) {
            String table = partition.table();
            if (partition.detaching()) {
                String reason = "a detach was interrupted";
                tasks.add(Task.of(table, Action.DETACH, reason, () -> dropping.finishDetach(table)));
            }
            if (partition.range().isPresent() && facts.state(table).isEmpty()) {
                tasks.add(Task.of(table, Action.ADOPT, "it is attached, and not on record", () -> adopt(partition)));
            }
        }
        tasks.addAll(gone(principal, facts));
        tasks.addAll(creation.interrupted(facts));
        tasks.addAll(indexes.repairs());
        return tasks;
    }

    /** Those on record that are on their way out, or out without having been sent. */
    private List<Task> gone(String principal, Facts facts) {
        var tasks = new ArrayList<Task>();
        Set<String> attached = facts.attached().stream().map(Attached::table).collect(Collectors.toSet());
        for (LifeState state : facts.states().values()) {
            if (state.goal() == PartitionState.DROPPED) {
                tasks.add(Task.of(
                        state.name(),
                        Action.DROP,
                        "was interrupted as " + state.state().text(),
                        () -> dropping.drop(principal, state)));
            } else if (isTaken(state.state()) && !attached.contains(state.name()) && state.exists()) {
                tasks.add(Task.of(
                        state.name(),
                        Action.ATTACH,
                        "somebody detached it, and it is still wanted",
                        () -> dropping.reattach(state)));
            }
        }
        return tasks;
    }

    private static boolean isTaken(PartitionState state) {
        return state != PartitionState.PLANNED && state != PartitionState.DETACHED;
    }

    private void adopt(Attached partition) {
        maintainer.transaction(connection -> {
            LifeState.add(
                    connection, partition.table(), partition.range().orElseThrow(), PartitionState.ATTACHED, null);
            return null;
        });
    }
}
