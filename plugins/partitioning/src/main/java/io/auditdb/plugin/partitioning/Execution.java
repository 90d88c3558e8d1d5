package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does steps one after the other, and records what came of them. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /** Too frequent, and too harmless, to be an event each time. */
    private static final Set<Action> UPKEEP = EnumSet.of(
            Action.ANALYZE, Action.VACUUM, Action.SUMMARIZE, Action.MERGE, Action.REINDEX, Action.ADOPT, Action.KEEP);

    private final SystemRecords records;

    Execution(SystemRecords records) {
        this.records = records;
    }

    static List<PartitionStep> planned(List<Task> tasks) {
        return tasks.stream().map(Task::step).toList();
    }

    /** Does what can be done: a step that fails for want of a lock or the like does not keep the next from its turn. */
    List<PartitionStep> run(String principal, String action, List<Task> tasks) {
        var steps = new ArrayList<PartitionStep>();
        try {
            for (Task task : tasks) {
                steps.add(run(task));
            }
        } finally {
            record(principal, action, steps);
        }
        return steps;
    }

    private static PartitionStep run(Task task) {
        try {
            task.work().run();
            LOG.info(
                    "Partition {}: {} {}",
                    task.step().partition(),
                    task.step().action().text(),
                    task.step().reason());
            return task.step().with(task.step().action() == Action.KEEP ? Outcome.PLANNED : Outcome.DONE);
        } catch (Draining.StillInUse e) {
            LOG.info("Partition {}: {}", task.step().partition(), e.getMessage());
            return task.step().with(Outcome.FAILED);
        } catch (AuditDbException e) {
            if (e.code().kind() == ErrorKind.CALLER || e.code() == StandardErrorCode.STOPPING) {
                throw e;
            }
            LOG.warn(
                    "Partition {}: {} failed",
                    task.step().partition(),
                    task.step().action().text(),
                    e);
            return failed(task.step(), e);
        }
    }

    private static PartitionStep failed(PartitionStep step, AuditDbException e) {
        return new PartitionStep(step.partition(), step.action(), step.subject(), e.getMessage(), Outcome.FAILED);
    }

    private void record(String principal, String action, List<PartitionStep> steps) {
        var counts = new TreeMap<String, Integer>();
        steps.stream()
                .filter(step -> step.outcome() == Outcome.DONE && !UPKEEP.contains(step.action()))
                .forEach(step -> counts.merge(step.action().text(), 1, Integer::sum));
        if (!counts.isEmpty()) {
            records.record(principal, action, new Target("partitions", null), Map.copyOf(counts));
        }
    }
}
