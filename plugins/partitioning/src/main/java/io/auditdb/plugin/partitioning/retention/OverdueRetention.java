package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.PartitionRetention.Action;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.plugin.partitioning.Maintainer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Partitions with events that should have gone long ago: the retention plan as it was a while before, with what is still
 * there of it. It reads whole partitions, so it is made once in a while by maintenance, and remembered. Safe for use by many
 * threads.
 */
public final class OverdueRetention implements Advisor {
    private final RetentionPlan earlier;
    private final Maintainer maintainer;
    private final RetentionSettings settings;
    private final Clock clock;
    private Instant looked = Instant.MIN;
    private volatile AdviceReport found = new AdviceReport(List.of(), List.of());

    /**
     * Asks a plan.
     *
     * @param earlier one whose clock is late by {@link RetentionSettings#overdueAfter}
     */
    public OverdueRetention(RetentionPlan earlier, Maintainer maintainer, RetentionSettings settings, Clock clock) {
        this.earlier = earlier;
        this.maintainer = maintainer;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "retention";
    }

    /** Looks, unless that was done lately. */
    public synchronized void look() {
        Instant now = clock.instant();
        if (looked.plus(settings.overdueInterval()).isAfter(now)) {
            return;
        }
        List<Advice> advice = first(now).map(earlier::read).orElse(List.of()).stream()
                .filter(it -> it.action() == Action.DROP || it.action() == Action.THIN)
                .map(this::advice)
                .toList();
        found = new AdviceReport(advice, List.of());
        looked = now;
    }

    /** Returns before when an event that may go has happened, at the latest; empty when none ever goes. */
    private Optional<Instant> first(Instant now) {
        LocalDateTime then = LocalDateTime.ofInstant(now.minus(settings.overdueAfter()), ZoneOffset.UTC);
        return maintainer.read(PolicyTable::policies).stream()
                .map(RetentionPolicy::deleteAfter)
                .flatMap(Optional::stream)
                .map(then::minus)
                .max(LocalDateTime::compareTo)
                .map(it -> it.toInstant(ZoneOffset.UTC));
    }

    private Advice advice(PartitionRetention it) {
        return new Advice(
                "retention-overdue",
                it.partition(),
                "carry out the plan: audit-db retention plan, then audit-db retention apply",
                it.past() + " of its " + it.rows() + " events may have gone for "
                        + settings.overdueAfter().toDays() + " days or longer; what is to be done is "
                        + it.action().text() + ": " + String.join("; ", it.reasons()),
                List.of());
    }

    @Override
    public AdviceReport advise() {
        return found;
    }
}
