package io.auditdb.client;

import io.auditdb.api.operations.HealthCheck;
import java.util.List;

/** How well the platform works. Immutable. */
public final class Health {
    private final HealthCheck.Status status;
    private final List<Check> checks;

    /** Puts the parts together; the list is copied. */
    public Health(HealthCheck.Status status, List<Check> checks) {
        this.status = status;
        this.checks = List.copyOf(checks);
    }

    /** Returns the worst of the checks. */
    public HealthCheck.Status status() {
        return status;
    }

    /** Returns every check by itself. */
    public List<Check> checks() {
        return checks;
    }

    /**
     * One check.
     *
     * @param name what is checked
     * @param status how well it works
     * @param message why; empty when all is well
     */
    public record Check(String name, HealthCheck.Status status, String message) {}
}
