package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.operations.Forecast.Kind;
import java.util.Optional;

/**
 * A figure that is kept hour by hour.
 *
 * @param figure its name
 * @param kind how values of one hour come together
 * @param unit of what
 */
record Series(String figure, Kind kind, String unit) {
    static final Series EVENTS = new Series("events", Kind.TOTAL, "events");
    static final Series OPERATIONS = new Series("operations", Kind.TOTAL, "operations");
    static final Series DATABASE = new Series("database", Kind.LEVEL, "bytes");

    private static final String POOL = "pool:";

    /** What a pool of this name needs: the most that one instance used and waited for. */
    static Series pool(String name) {
        return new Series(POOL + name, Kind.PEAK, "connections");
    }

    /** Returns the one of this name; empty when it is of another version of the platform. */
    static Optional<Series> named(String figure) {
        return switch (figure) {
            case "events" -> Optional.of(EVENTS);
            case "operations" -> Optional.of(OPERATIONS);
            case "database" -> Optional.of(DATABASE);
            default -> figure.startsWith(POOL) ? Optional.of(pool(figure.substring(POOL.length()))) : Optional.empty();
        };
    }
}
