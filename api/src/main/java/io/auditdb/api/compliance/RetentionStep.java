package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.PartitionStep.Outcome;
import java.util.Optional;

/**
 * What was done to one partition by its retention.
 *
 * @param plan what was to be done
 * @param outcome planned for what is left as it is, or was not tried
 * @param removed how many events went, also when the step then failed
 * @param problem why it failed; empty otherwise
 */
public record RetentionStep(PartitionRetention plan, Outcome outcome, long removed, Optional<String> problem) {
    /** Checks that the parts are there. */
    public RetentionStep {
        requireNonNull(plan, "plan is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(problem, "problem is null");
    }

    /** Returns a step that was not tried. */
    public static RetentionStep planned(PartitionRetention plan) {
        return new RetentionStep(plan, Outcome.PLANNED, 0, Optional.empty());
    }
}
