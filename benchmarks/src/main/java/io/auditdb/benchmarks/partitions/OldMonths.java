package io.auditdb.benchmarks.partitions;

import io.auditdb.api.storage.PartitionRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** The set of partitions that every tool makes, drains events into, and drops. */
final class OldMonths {
    static final int COUNT = 24;

    /** How many events of them are in a DEFAULT partition that is drained, a month's worth in each of half of them. */
    static final int EVENTS_EACH = 500;

    static final PartitionRange RANGE =
            new PartitionRange(Instant.parse("2015-01-01T00:00:00Z"), Instant.parse("2017-01-01T00:00:00Z"));

    private OldMonths() {}

    /** Returns where each begins. */
    static List<Instant> starts() {
        LocalDate first = LocalDate.ofInstant(RANGE.from(), ZoneOffset.UTC);
        return Stream.iterate(first, month -> month.plusMonths(1))
                .limit(COUNT)
                .map(month -> month.atStartOfDay().toInstant(ZoneOffset.UTC))
                .toList();
    }
}
