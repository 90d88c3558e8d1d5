package io.auditdb.plugin.httpapi;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.event.Classification;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** Policies that are only remembered; the real ones are tested with the platform. */
final class FakeRetention implements RetentionManager {
    static final RetentionPolicy POLICY = new RetentionPolicy(
            "brief",
            Classification.PUBLIC,
            true,
            Optional.empty(),
            Optional.of(Period.ofDays(90)),
            Optional.of(Period.ofDays(30)),
            "short");

    volatile RetentionPolicy written;
    volatile String asked;

    @Override
    public List<RetentionPolicy> policies(Access by) {
        return List.of(POLICY);
    }

    @Override
    public List<RetentionFloor> floors(Access by) {
        return List.of(new RetentionFloor(Classification.PHI, Period.ofYears(6), "the law"));
    }

    @Override
    public AppliedRetention applying(Access by, Classification classification, String policy, Instant occurredAt) {
        asked = classification + " " + policy + " " + occurredAt;
        return new AppliedRetention(Optional.of(POLICY), "because", Optional.empty(), Optional.of(FakeHolds.MAY));
    }

    @Override
    public void add(Access by, RetentionPolicy policy) {
        written = policy;
    }

    @Override
    public void change(Access by, RetentionPolicy policy) {
        written = policy;
    }

    @Override
    public List<PartitionRetention> plan(Access by) {
        return List.of(new PartitionRetention(
                "audit_event_2024_05",
                Optional.empty(),
                new PartitionRange(FakeHolds.MAY, Instant.parse("2024-06-01T00:00:00Z")),
                PartitionState.SEALED,
                9,
                8,
                2,
                1,
                PartitionRetention.Action.THIN,
                List.of("5 of 9 events may go")));
    }

    @Override
    public List<RetentionStep> apply(Access by, boolean dryRun) {
        PartitionRetention plan = plan(by).get(0);
        return List.of(
                dryRun
                        ? RetentionStep.planned(plan)
                        : new RetentionStep(plan, PartitionStep.Outcome.FAILED, 3, Optional.of("why")));
    }
}
