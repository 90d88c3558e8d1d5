package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.Facts;
import io.auditdb.plugin.partitioning.Maintainer;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says when nobody has carried retention out for too long, although there are partitions that the shortest policy has reached.
 * Whether events of it may go, the plan alone knows, which reads them. Safe for use by many threads.
 */
public final class OverdueRetention implements Advisor {
    private static final String LAST = "SELECT finished_at FROM retention_run";

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final RetentionSettings settings;
    private final Clock clock;

    public OverdueRetention(
            EventPartitions partitions, Maintainer maintainer, RetentionSettings settings, Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "retention";
    }

    /** The policy under which events go first. */
    private record Shortest(String name, Period deleteAfter) {
        /** Returns when all events of a time are past it. */
        Instant past(PartitionRange range) {
            return range.to().atOffset(ZoneOffset.UTC).plus(deleteAfter).toInstant();
        }
    }

    @Override
    public AdviceReport advise() {
        Instant before = clock.instant().minus(settings.overdueAfter());
        Optional<Instant> last = maintainer
                .read(connection -> Maintainer.query(
                        connection,
                        LAST,
                        row -> row.getObject(1, OffsetDateTime.class).toInstant()))
                .stream()
                .findFirst();
        if (last.filter(it -> it.isAfter(before)).isPresent()) {
            return new AdviceReport(List.of(), List.of());
        }
        return new AdviceReport(
                shortest().flatMap(it -> overdue(it, before, last)).stream().toList(), List.of());
    }

    private Optional<Shortest> shortest() {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return maintainer.read(PolicyTable::policies).stream()
                .flatMap(it -> it.deleteAfter().map(after -> new Shortest(it.name(), after)).stream())
                .max(Comparator.comparing(it -> now.minus(it.deleteAfter())));
    }

    private Optional<Advice> overdue(Shortest policy, Instant before, Optional<Instant> last) {
        List<String> reached = Facts.read(maintainer, partitions).attached().stream()
                .filter(it -> it.range()
                        .filter(range -> policy.past(range).isBefore(before))
                        .isPresent())
                .map(Attached::table)
                .toList();
        if (reached.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "retention-overdue",
                "retention",
                "see what is to go, and have it carried out again and again: audit-db retention plan, audit-db retention"
                        + " apply",
                last.map(it -> "it was last carried out without a failure at " + it)
                                .orElse("it was never carried out without a failure")
                        + ", and " + reached.size() + " partitions, as " + reached.get(0)
                        + ", have been past the shortest policy, " + policy.name() + " (" + policy.deleteAfter()
                        + "), for " + settings.overdueAfter().toDays() + " days or longer",
                List.of()));
    }
}
