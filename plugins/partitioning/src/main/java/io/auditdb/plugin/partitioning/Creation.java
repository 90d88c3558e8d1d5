package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep.Action;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes partitions: those that an order asks for, those ahead, and those that were planned and not made. */
final class Creation {
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final String FORGET_PLAN =
            "DELETE FROM event_partition WHERE name = ? AND state = 'planned' AND goal IS NULL";

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final PartitioningSettings settings;
    private final Clock clock;

    Creation(EventPartitions partitions, Maintainer maintainer, PartitioningSettings settings, Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns what an order comes to, after checking it. */
    List<Task> plan(PartitionOrder order) {
        check(order);
        List<Attached> present = partitions.attached();
        if (order.interval().isEmpty()) {
            refuseOverlap(order.range(), present);
        }
        Stream<PartitionRange> cells =
                order.interval().map(interval -> interval.over(order.range())).orElse(Stream.of(order.range()));
        List<PartitionRange> wanted = cells.limit(settings.maxPartitions() + 1L).toList();
        if (wanted.size() > settings.maxPartitions()) {
            throw invalid(List.of(new Fault(
                    "/interval",
                    "makes more than " + settings.maxPartitions()
                            + " partitions of this range (plugins.partitioning.max-partitions)")));
        }
        return tasks(wanted, present, "ordered");
    }

    private static void check(PartitionOrder order) {
        var faults = new ArrayList<Fault>();
        checkBound("/from", order.range().from(), order, faults);
        checkBound("/to", order.range().to(), order, faults);
        if (!faults.isEmpty()) {
            throw invalid(faults);
        }
    }

    private static void checkBound(String path, Instant bound, PartitionOrder order, List<Fault> faults) {
        if (bound.isBefore(EARLIEST) || bound.isAfter(LATEST)) {
            faults.add(new Fault(path, bound + " must lie between " + EARLIEST + " and " + LATEST));
        } else if (!bound.truncatedTo(ChronoUnit.DAYS).equals(bound)) {
            faults.add(new Fault(path, bound + " is not the start of a day in UTC"));
        } else {
            order.interval().ifPresent(interval -> checkAligned(path, bound, interval, faults));
        }
    }

    private static void checkAligned(String path, Instant bound, PartitionInterval interval, List<Fault> faults) {
        PartitionRange cell = interval.around(bound);
        if (!cell.from().equals(bound)) {
            faults.add(new Fault(
                    path,
                    bound + " is not where a " + interval + " partition begins; " + cell.from() + " and " + cell.to()
                            + " are"));
        }
    }

    private static void refuseOverlap(PartitionRange range, List<Attached> present) {
        present.stream()
                .filter(it -> it.range()
                        .filter(other -> other.overlaps(range) && !other.equals(range))
                        .isPresent())
                .findFirst()
                .ifPresent(other -> {
                    throw new AuditDbException(
                            StandardErrorCode.CONFLICT,
                            "The range " + range + " overlaps the partition " + other.table() + ", which has "
                                    + other.range().orElseThrow());
                });
    }

    private static AuditDbException invalid(List<Fault> faults) {
        return new AuditDbException(StandardErrorCode.INVALID_REQUEST, "These partitions cannot be made", faults);
    }

    /** Returns whether more than the next interval is made ahead. */
    boolean isFarAhead() {
        return settings.ahead() > 1;
    }

    /** Returns what is missing for the present and the configured number of intervals ahead. */
    List<Task> ahead(Facts facts) {
        if (facts.rest().isPresent()) {
            return List.of(); // takes what has no partition, until it is drained
        }
        List<PartitionRange> wanted = Stream.iterate(
                        partitions.interval().around(clock.instant()),
                        cell -> partitions.interval().around(cell.to()))
                .limit(settings.ahead() + 1L)
                .toList();
        return tasks(wanted, facts.attached(), "ahead of its time, or of the present");
    }

    /** Returns what was planned before, and interrupted. */
    List<Task> interrupted(Facts facts) {
        return facts.states().values().stream()
                .filter(it -> it.state() == PartitionState.PLANNED && it.goal() == null)
                .map(it -> Task.of(it.name(), Action.CREATE, "planned earlier and not made", () -> make(it.range())))
                .toList();
    }

    private List<Task> tasks(List<PartitionRange> wanted, List<Attached> present, String reason) {
        List<PartitionRange> taken =
                present.stream().flatMap(it -> it.range().stream()).toList();
        return wanted.stream()
                .flatMap(range -> range.minus(near(range, taken)).stream())
                .map(gap -> Task.of(gap.toString(), Action.CREATE, reason, () -> make(gap)))
                .toList();
    }

    private static List<PartitionRange> near(PartitionRange range, List<PartitionRange> taken) {
        return taken.stream().filter(range::overlaps).toList();
    }

    /** Writes down what is going to be made, so that whoever comes next can finish it. */
    void announce(List<Task> tasks) {
        maintainer.transaction(connection -> {
            for (Task task : tasks) {
                PartitionRange range = range(task);
                LifeState.add(connection, range.toString(), range, PartitionState.PLANNED, null);
            }
            return null;
        });
    }

    private static PartitionRange range(Task task) {
        String[] bounds = task.step().partition().split("/", 2);
        return new PartitionRange(Instant.parse(bounds[0]), Instant.parse(bounds[1]));
    }

    private void make(PartitionRange range) {
        if (partitions.create(range).isEmpty()) {
            maintainer.transaction(connection -> Maintainer.update(connection, FORGET_PLAN, range.toString()));
        }
    }
}
