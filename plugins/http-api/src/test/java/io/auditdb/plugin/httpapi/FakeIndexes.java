package io.auditdb.plugin.httpapi;

import io.auditdb.api.security.Access;
import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Evidence;
import io.auditdb.api.storage.IndexAdvice.WriteCost;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.api.storage.QueryShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Indexes that are only remembered; the real ones are tested with the platform. */
final class FakeIndexes implements IndexManager {
    private static final Instant MAY = Instant.parse("2024-05-01T00:00:00Z");
    private static final Counts COUNTS = new Counts(3, 40, 20, 8192, Optional.of(MAY));

    volatile String applied;

    @Override
    public List<IndexUsage> usage(Access by) {
        return List.of(new IndexUsage(
                "audit_event_action",
                "btree (tenant, action, occurred_at)",
                IndexUsage.Origin.DECLARED,
                COUNTS,
                List.of(new IndexUsage.OfPartition("audit_event_2024_05", "action_05", true, COUNTS))));
    }

    @Override
    public IndexAnalysis advise(Access by) {
        return new IndexAnalysis(
                MAY,
                "_system",
                MAY,
                List.of(new IndexAdvice(
                        IndexAdvice.Action.ADD,
                        "audit_event_action",
                        "btree (tenant, action, occurred_at)",
                        List.of("audit_event_2024_05"),
                        "asked for",
                        new Evidence(
                                Counts.NONE,
                                new WriteCost(41, 1000, "estimated"),
                                List.of(new QueryShape(List.of("action"), 7, Optional.of(Duration.ofMillis(2)))),
                                Optional.of("cost 9 instead of 90")))),
                List.of("a remark"));
    }

    @Override
    public List<IndexStep> apply(Access by, boolean drop, boolean dryRun) {
        applied = drop + " " + dryRun;
        return List.of(new IndexStep(
                new PartitionStep(
                        "audit_event_2024_05",
                        PartitionStep.Action.ADD_INDEX,
                        "action_05",
                        "asked for",
                        dryRun ? Outcome.PLANNED : Outcome.DONE),
                List.of("CREATE INDEX CONCURRENTLY action_05")));
    }
}
