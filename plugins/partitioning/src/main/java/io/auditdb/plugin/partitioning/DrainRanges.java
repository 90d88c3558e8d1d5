package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionRange;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How to divide what is in a DEFAULT partition. */
final class DrainRanges {
    private static final String DAYS = """
            SELECT min(occurred_at) AS first, count(*) AS events FROM %s
            GROUP BY date_trunc('day', occurred_at, 'UTC') ORDER BY 1
            """;

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Clock clock;

    DrainRanges(EventPartitions partitions, Maintainer maintainer, Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.clock = clock;
    }

    /**
     * Returns the ranges to make, oldest first, with how many events each will get. Those of the present day are one of
     * their own, because its writers wait meanwhile.
     *
     * @param taken what has a partition, or is about to have one
     */
    Map<PartitionRange, Long> of(String rest, List<PartitionRange> taken) {
        record Day(Instant first, long events) {}
        List<Day> days = maintainer.session(connection -> Maintainer.query(
                connection,
                DAYS.formatted(Maintainer.quote(rest)),
                row -> new Day(row.getObject("first", OffsetDateTime.class).toInstant(), row.getLong("events"))));
        var ranges = new LinkedHashMap<PartitionRange, Long>();
        days.stream()
                .filter(day -> taken.stream().noneMatch(range -> range.contains(day.first()))) // of one interrupted
                .forEach(day -> ranges.merge(range(day.first(), taken), day.events(), Long::sum));
        return ranges;
    }

    private PartitionRange range(Instant time, List<PartitionRange> taken) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        var others = new ArrayList<PartitionRange>(taken);
        PartitionRange present = new PartitionRange(today, today.plus(1, ChronoUnit.DAYS));
        PartitionRange cell =
                present.contains(time) ? present : partitions.interval().around(time);
        if (!present.contains(time)) {
            others.add(present);
        }
        return cell.minus(others).stream()
                .filter(range -> range.contains(time))
                .findFirst()
                .orElseThrow();
    }
}
