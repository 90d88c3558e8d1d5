package io.auditdb.kernel.pool;

import io.auditdb.api.storage.Lane;
import java.time.Duration;
import java.util.Map;

/**
 * What the lanes of a pool may have.
 *
 * @param appendReserve connections that only {@link Lane#APPEND} may have, where there are that many and one more
 * @param longShare share of all connections that {@link Lane#ANALYTICS} may have, and {@link Lane#MAINTENANCE} as well
 * @param timeouts how long a statement may run, in the lanes where that is not as the session has it
 */
public record LaneRules(int appendReserve, double longShare, Map<Lane, Duration> timeouts) {
    /** Every lane may have everything. */
    public static final LaneRules NONE = new LaneRules(0, 1, Map.of());

    /** Copies the map. */
    public LaneRules {
        timeouts = Map.copyOf(timeouts);
    }

    /** Returns the same with so many connections for appends alone. */
    LaneRules withAppendReserve(int other) {
        return new LaneRules(other, longShare, timeouts);
    }

    /** Returns how many connections of a pool of this size a lane may have. */
    int most(Lane lane, int size) {
        return switch (lane) {
            case APPEND, INTERACTIVE -> size;
            case ANALYTICS, MAINTENANCE -> (int) Math.max(1, Math.floor(size * longShare));
        };
    }
}
