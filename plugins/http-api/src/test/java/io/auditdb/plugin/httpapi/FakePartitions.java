package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.time.Instant;
import java.util.List;

/** Partitions that are only remembered; the real ones are tested with the platform. */
final class FakePartitions implements PartitionManager {
    private static final PartitionRange MAY =
            new PartitionRange(Instant.parse("2024-05-01T00:00:00Z"), Instant.parse("2024-06-01T00:00:00Z"));
    private static final List<PartitionInfo> ALL = List.of(
            new PartitionInfo("audit_event_2024_05", MAY, PartitionState.SEALED, PartitionState.DROPPED, 4096, 7),
            new PartitionInfo("rest", null, PartitionState.ATTACHED, null, 0, 0));

    volatile PartitionOrder ordered;
    volatile Instant before;
    volatile boolean dry;

    @Override
    public List<PartitionInfo> list(Access by) {
        return ALL;
    }

    @Override
    public PartitionAnalysis analyze(Access by) {
        return new PartitionAnalysis(
                ALL,
                4096,
                7,
                0,
                132,
                interval(),
                List.of(new Advice("partition-default", "rest", "drain it", "7 rows", List.of())));
    }

    @Override
    public PartitionInterval interval() {
        return PartitionInterval.parse("monthly");
    }

    @Override
    public List<PartitionStep> create(Access by, PartitionOrder order, boolean dryRun) {
        ordered = order;
        return steps(Action.CREATE, dryRun);
    }

    @Override
    public List<PartitionStep> maintain(Access by, boolean dryRun) {
        return steps(Action.ADD_INDEX, dryRun);
    }

    @Override
    public List<PartitionStep> drain(Access by, boolean dryRun) {
        return steps(Action.DRAIN, dryRun);
    }

    @Override
    public List<PartitionStep> cleanup(Access by, Instant end, boolean dryRun) {
        before = end;
        return steps(Action.DROP, dryRun);
    }

    @Override
    public List<PartitionStep> archive(Access by, Instant end, boolean dryRun) {
        before = end;
        return steps(Action.ARCHIVE, dryRun);
    }

    private List<PartitionStep> steps(Action action, boolean dryRun) {
        dry = dryRun;
        return List.of(new PartitionStep(
                "audit_event_2024_05",
                action,
                action == Action.ADD_INDEX ? "audit_event_time" : "",
                "because",
                dryRun ? Outcome.PLANNED : Outcome.DONE));
    }
}
