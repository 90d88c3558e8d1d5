package io.auditdb.kernel.removal;

import io.auditdb.api.storage.PartitionRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The first and the last of some times. For one thread. */
final class InstantSummary {
    private Instant first;
    private Instant last;

    void add(Instant time) {
        first = first == null || time.isBefore(first) ? time : first;
        last = last == null || time.isAfter(last) ? time : last;
    }

    /** Returns the range that holds all of them; empty when there were none. */
    Optional<PartitionRange> range() {
        return first == null
                ? Optional.empty()
                : Optional.of(new PartitionRange(first, last.plus(1, ChronoUnit.MICROS)));
    }
}
