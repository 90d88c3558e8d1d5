package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.List;

/** How the parts of the platform were when they were asked last. */
final class HealthMetrics implements MetricSource {
    private final Health health;
    private volatile List<MetricFamily> last = List.of();

    HealthMetrics(Health health) {
        this.health = health;
    }

    @Override
    public String name() {
        return "health";
    }

    /** Asks all parts, which may take as long as the slowest of them may. */
    void sample() {
        var family = MetricFamily.gauge("auditdb_health", "0 for a part that is up, 1 degraded, 2 down");
        health.report().forEach(it -> family.add(level(it.status()), "component", it.name()));
        last = List.of(family.build());
    }

    private static int level(Status status) {
        return switch (status) {
            case UP -> 0;
            case DEGRADED -> 1;
            case DOWN -> 2;
        };
    }

    @Override
    public List<MetricFamily> read() {
        return last;
    }
}
