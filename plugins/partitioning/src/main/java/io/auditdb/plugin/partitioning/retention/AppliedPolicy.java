package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.Classification;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** Says of one event what {@link RetentionPlan} computes for all in SQL. */
final class AppliedPolicy {
    private AppliedPolicy() {}

    static AppliedRetention of(
            List<RetentionPolicy> policies,
            List<RetentionFloor> floors,
            Classification classification,
            String name,
            Instant occurredAt) {
        Optional<RetentionPolicy> standard = policies.stream()
                .filter(it -> it.isDefault() && it.classification() == classification)
                .findFirst();
        Optional<RetentionPolicy> policy = name == null
                ? standard
                : policies.stream().filter(it -> it.name().equals(name)).findFirst();
        if (policy.isEmpty()) {
            String reason = name == null
                    ? classification + " has no default policy, so the event stays"
                    : "the policy it names is not there, so the event stays";
            return new AppliedRetention(Optional.empty(), reason, Optional.empty(), Optional.empty());
        }
        RetentionPolicy applied = policy.get();
        var end = new End(occurredAt, applied);
        applied.minimum().ifPresent(it -> end.atLeast(it, "its own minimum"));
        standard.flatMap(RetentionPolicy::minimum)
                .ifPresent(it -> end.atLeast(
                        it, "the minimum of " + standard.get().name() + ", the default of " + classification));
        floors.stream()
                .filter(it -> it.classification() == classification)
                .forEach(it -> end.atLeast(it.minimum(), it.source()));
        return new AppliedRetention(
                policy,
                (name == null ? "the default of " + classification : "named by the event") + "; " + end.reason,
                applied.archiveAfter().map(it -> CalendarSpan.after(occurredAt, it)),
                Optional.ofNullable(end.time));
    }

    /** When an event may go: the latest of what the policy and the floors say. */
    private static final class End {
        private final Instant start;
        private Instant time;
        private String reason;

        End(Instant start, RetentionPolicy policy) {
            this.start = start;
            this.time = policy.deleteAfter()
                    .map(it -> CalendarSpan.after(start, it))
                    .orElse(null);
            this.reason = policy.deleteAfter().map(it -> "it keeps for " + it).orElse("it keeps for ever");
        }

        void atLeast(Period span, String source) {
            Instant floor = CalendarSpan.after(start, span);
            if (time != null && time.isBefore(floor)) {
                time = floor;
                reason = "kept for " + span + " because of " + source;
            }
        }
    }
}
