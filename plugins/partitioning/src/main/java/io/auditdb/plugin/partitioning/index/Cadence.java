package io.auditdb.plugin.partitioning.index;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;

/** How often an index is looked after at most. */
enum Cadence {
    WEEKLY(Period.ofWeeks(1)),
    MONTHLY(Period.ofMonths(1)),
    QUARTERLY(Period.ofMonths(3));

    private final Period period;

    Cadence(Period period) {
        this.period = period;
    }

    boolean isDue(Instant kept, Instant now) {
        return !OffsetDateTime.ofInstant(kept, ZoneOffset.UTC)
                .plus(period)
                .toInstant()
                .isAfter(now);
    }
}
