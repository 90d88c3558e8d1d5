package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionRange;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to divide what is in a DEFAULT partition. */
final class DrainRanges {
    private static final String DAYS = """
            SELECT min(occurred_at) AS first, count(*) AS events FROM %s
            GROUP BY date_trunc('day', occurred_at, 'UTC') ORDER BY 1
            """;
    private static final String ANY = "SELECT EXISTS (SELECT FROM %s WHERE occurred_at >= ? AND occurred_at < ?)";

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final Clock clock;

    DrainRanges(EventPartitions partitions, Maintainer maintainer, Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.clock = clock;
    }

    /**
     * Returns the ranges to make, oldest first, with how many events each will get; all but the present.
     *
     * @param taken what has a partition, or is about to have one
     */
    Map<PartitionRange, Long> of(String rest, List<PartitionRange> taken) {
        record Day(Instant first, long events) {}
        List<Day> days = maintainer.read(connection -> Maintainer.query(
                connection,
                DAYS.formatted(Maintainer.quote(rest)),
                row -> new Day(row.getObject("first", OffsetDateTime.class).toInstant(), row.getLong("events"))));
        var ranges = new LinkedHashMap<PartitionRange, Long>();
        PartitionRange present = present(taken).orElse(null);
        days.stream()
                .filter(day -> taken.stream().noneMatch(range -> range.contains(day.first()))) // of one interrupted
                .filter(day -> present == null || !present.contains(day.first()))
                .forEach(day -> ranges.merge(range(day.first(), taken), day.events(), Long::sum));
        return ranges;
    }

    private PartitionRange range(Instant time, List<PartitionRange> taken) {
        return partitions.interval().around(time).minus(taken).stream()
                .filter(range -> range.contains(time))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the range of the present, when it has no partition and there are events of it. */
    Optional<PartitionRange> present(String rest, List<PartitionRange> taken) {
        return present(taken)
                .filter(range -> maintainer.read(connection -> Maintainer.query(
                                connection,
                                ANY.formatted(Maintainer.quote(rest)),
                                row -> row.getBoolean(1),
                                LifeState.time(range.from()),
                                LifeState.time(range.to()))
                        .get(0)));
    }

    private Optional<PartitionRange> present(List<PartitionRange> taken) {
        Instant now = clock.instant();
        return taken.stream().anyMatch(range -> range.contains(now))
                ? Optional.empty()
                : Optional.of(range(now, taken));
    }
}
