package io.auditdb.plugin.partitioning;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.Facts.Statistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what the partitions look like and what to change, with the numbers it rests on. */
final class Analysis {
    private static final int GROWTH_PARTITIONS = 3;
    private static final int EMPTY_WORTH_DROPPING = 5;

    /** Wide before narrow: the widest whose partitions stay small enough is advised. */
    private static final List<String> INTERVALS = List.of("yearly", "quarterly", "monthly", "weekly", "daily");

    private final EventPartitions partitions;
    private final PartitioningSettings settings;
    private final Clock clock;

    Analysis(EventPartitions partitions, PartitioningSettings settings, Clock clock) {
        this.partitions = partitions;
        this.settings = settings;
        this.clock = clock;
    }

    static List<PartitionInfo> infos(Facts facts) {
        return facts.attached().stream().map(it -> info(facts, it)).toList();
    }

    private static PartitionInfo info(Facts facts, Attached partition) {
        Statistics statistics = facts.of(partition);
        return new PartitionInfo(
                partition.table(),
                partition.range().orElse(null),
                facts.stateOf(partition),
                facts.state(partition.table()).map(LifeState::goal).orElse(null),
                statistics.bytes(),
                statistics.estimatedRows());
    }

    PartitionAnalysis of(Facts facts) {
        List<PartitionInfo> infos = infos(facts);
        List<PartitionInfo> over = infos.stream().filter(this::isOver).toList();
        int empty = (int) over.stream().filter(it -> it.estimatedRows() == 0).count();
        long perDay = bytesPerDay(over);
        return new PartitionAnalysis(
                infos,
                infos.stream().mapToLong(PartitionInfo::bytes).sum(),
                infos.stream().mapToLong(PartitionInfo::estimatedRows).sum(),
                empty,
                perDay,
                partitions.interval(),
                advice(facts, infos, empty, perDay));
    }

    private boolean isOver(PartitionInfo partition) {
        Instant now = clock.instant();
        return partition.range().filter(range -> !range.to().isAfter(now)).isPresent();
    }

    /** An empty partition has its indexes' first pages, so only those with rows say how much a day takes. */
    private static long bytesPerDay(List<PartitionInfo> over) {
        List<PartitionInfo> filled = over.stream()
                .filter(it -> it.estimatedRows() > 0 && isBounded(it))
                .toList();
        List<PartitionInfo> newest = filled.subList(Math.max(0, filled.size() - GROWTH_PARTITIONS), filled.size());
        double days = newest.stream()
                .mapToDouble(it -> days(it.range().orElseThrow()))
                .sum();
        return days == 0
                ? 0
                : (long) (newest.stream().mapToLong(PartitionInfo::bytes).sum() / days);
    }

    private static boolean isBounded(PartitionInfo partition) {
        return partition
                .range()
                .filter(range -> !range.from().equals(Instant.MIN))
                .isPresent();
    }

    private static double days(PartitionRange range) {
        return Duration.between(range.from(), range.to()).toHours() / 24.0;
    }

    private List<Advice> advice(Facts facts, List<PartitionInfo> infos, int empty, long perDay) {
        var advice = new ArrayList<Advice>();
        facts.rest()
                .ifPresent(rest -> advice.add(new Advice(
                        "partition-default",
                        rest.table(),
                        "drain the DEFAULT partition: while it is there, no partition can be detached without blocking",
                        "about " + facts.of(rest).estimatedRows() + " rows, "
                                + facts.of(rest).bytes() + " bytes",
                        List.of())));
        if (empty > EMPTY_WORTH_DROPPING) {
            advice.add(new Advice(
                    "partitions-empty",
                    "empty partitions",
                    "clean up",
                    empty + " whose time is over hold no rows",
                    List.of()));
        }
        interval(infos.size(), perDay).ifPresent(advice::add);
        infos.stream()
                .filter(it -> it.bytes() > settings.largePartition().bytes())
                .forEach(it -> advice.add(new Advice(
                        "partition-large",
                        it.name(),
                        "too large to be moved or built again at ease; nothing to do but narrower ones from now on",
                        it.bytes() + " bytes, " + settings.largePartition() + " are the limit",
                        List.of())));
        return advice;
    }

    private Optional<Advice> interval(int count, long perDay) {
        if (perDay == 0) {
            return Optional.empty();
        }
        PartitionInterval now = partitions.interval();
        PartitionInterval best = INTERVALS.stream()
                .map(PartitionInterval::parse)
                .filter(interval ->
                        size(interval, perDay) <= settings.largePartition().bytes())
                .findFirst()
                .orElse(PartitionInterval.parse("daily"));
        boolean tooLarge = size(now, perDay) > settings.largePartition().bytes();
        boolean tooMany = count > settings.manyPartitions() && size(best, 1) > size(now, 1);
        if (best.equals(now) || !(tooLarge || tooMany)) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "partition-interval",
                "partition.interval",
                "set it to " + best + " instead of " + now,
                perDay + " bytes a day make " + size(now, perDay) + " for a " + now + " partition and "
                        + size(best, perDay) + " for a " + best + " one; there are " + count + " partitions",
                List.of("partition.interval: " + best)));
    }

    private long size(PartitionInterval interval, long perDay) {
        return (long) (days(interval.around(clock.instant())) * perDay);
    }
}
