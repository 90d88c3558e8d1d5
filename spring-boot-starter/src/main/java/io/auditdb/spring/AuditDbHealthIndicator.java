package io.auditdb.spring;

import io.auditdb.api.operations.Health.Component;
import io.auditdb.api.operations.HealthCheck.Status;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** The platform's own report as one contributor: down when a part is down; a part that is degraded is told, and is no alarm. */
final class AuditDbHealthIndicator extends AbstractHealthIndicator {
    private final io.auditdb.api.operations.Health health;

    AuditDbHealthIndicator(io.auditdb.api.operations.Health health) {
        this.health = health;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<Component> components = health.report();
        boolean isDown = components.stream().anyMatch(it -> it.status() == Status.DOWN);
        Health.Builder status = isDown ? builder.down() : builder.up();
        for (Component component : components) {
            String message = component.message().isEmpty() ? "" : ": " + component.message();
            status.withDetail(component.name(), component.status() + message);
        }
    }
}
