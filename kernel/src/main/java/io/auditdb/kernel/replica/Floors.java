package io.auditdb.kernel.replica;

import io.auditdb.api.event.Receipt;
import io.auditdb.api.query.EventQuery;
import java.time.Duration;
import java.util.OptionalLong;

/** What an answer has to include, as a position of the write-ahead log. Safe for use by many threads. */
public final class Floors {
    private final ReplicaWatch watch;
    private final LogHistory primary;

    /** Judges by what is known of the primary. */
    public Floors(ReplicaWatch watch) {
        this.watch = watch;
        this.primary = watch.primary();
    }

    /**
     * Returns the position that a replica must have replayed; 0 when any will do, and empty when only the primary will: for
     * what is strong, and for what nothing here proves.
     */
    OptionalLong of(EventQuery query) {
        OptionalLong floor = switch (query.consistency()) {
            case STRONG -> OptionalLong.empty();
            case SESSION -> query.after().isEmpty() ? OptionalLong.empty() : OptionalLong.of(0);
            case BOUNDED -> bounded(query);
            case EVENTUAL -> OptionalLong.of(0);
        };
        if (floor.isEmpty() || query.after().isEmpty()) {
            return floor;
        }
        Receipt receipt = query.after().get();
        // one of another timeline does not compare, and one without a position proves nothing
        return receipt.lsn() == 0 || receipt.timeline() != primary.timeline()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(floor.getAsLong(), receipt.lsn()));
    }

    private OptionalLong bounded(EventQuery query) {
        Duration lag = query.maxLag().orElseGet(watch::boundedLag);
        return primary.since(System.nanoTime() - lag.toNanos());
    }
}
