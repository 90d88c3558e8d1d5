package io.auditdb.kernel.store;

import io.auditdb.api.plugin.Setting;
import io.auditdb.api.storage.Lane;
import java.time.Duration;
import java.util.Map;

/** How long statements may run, by what they are for; the server ends those that take longer. */
public record StatementTimeouts(
        @Setting(value = READ, defaultValue = "30s") Duration readTimeout,
        @Setting(value = ANALYTICS, defaultValue = "5m") Duration analyticsTimeout,
        @Setting(value = MAINTENANCE, defaultValue = "12h") Duration maintenanceTimeout) {
    static final String READ = "Longest that a statement of a read may run";
    static final String ANALYTICS = "The same for exports, streams and analytics";
    static final String MAINTENANCE = "The same for maintenance, building an index included";

    /** Checks the bounds. */
    public StatementTimeouts {
        check(readTimeout, analyticsTimeout, maintenanceTimeout);
    }

    /** Throws IllegalArgumentException when one would let a statement run for ever. */
    static void check(Duration... timeouts) {
        for (Duration timeout : timeouts) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException(
                        "read-timeout, analytics-timeout and maintenance-timeout must be longer than 0");
            }
        }
    }

    /** Returns those of the lanes that differ from {@code readTimeout}, in which sessions for reads are opened. */
    Map<Lane, Duration> ofLanes() {
        return Map.of(Lane.ANALYTICS, analyticsTimeout, Lane.MAINTENANCE, maintenanceTimeout);
    }
}
