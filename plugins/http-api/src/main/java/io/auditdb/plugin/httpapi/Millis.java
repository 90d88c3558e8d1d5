package io.auditdb.plugin.httpapi;

import java.time.Duration;

/** Times as JSON has them: milliseconds, exact to the microsecond. */
final class Millis {
    private static final long NANOS_PER_MICRO = 1000;
    private static final double MICROS_PER_MILLI = 1000;

    private Millis() {}

    /** Returns null for none. */
    static Double of(Duration time) {
        if (time == null) {
            return null;
        }
        long micros = time.toNanos() / NANOS_PER_MICRO;
        return micros / MICROS_PER_MILLI;
    }
}
