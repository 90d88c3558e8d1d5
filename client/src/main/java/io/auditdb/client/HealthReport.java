package io.auditdb.client;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.operations.Health.Component;
import io.auditdb.api.operations.HealthCheck.Status;
import java.util.List;

/**
 * How well the platform works.
 *
 * @param status the worst of its parts
 * @param components each part by itself, by name
 */
public record HealthReport(Status status, List<Component> components) {
    /** Checks that the status is there, and copies the list. */
    public HealthReport {
        requireNonNull(status, "status is null");
        components = List.copyOf(components);
    }
}
