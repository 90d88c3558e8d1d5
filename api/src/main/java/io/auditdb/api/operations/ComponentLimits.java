package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The limits of one component.
 *
 * @param component its name, such as {@code breaker:primary} or {@code pool:primary-read}
 * @param section where limits that last are configured, such as {@code resilience.primary}
 * @param limits what may be changed while it runs, in the order of the configuration
 */
public record ComponentLimits(String component, String section, List<Limit> limits) {
    /** Checks that the parts are there, and copies the list. */
    public ComponentLimits {
        requireNonNull(component, "component is null");
        requireNonNull(section, "section is null");
        limits = List.copyOf(limits);
    }

    /**
     * One limit.
     *
     * @param name as in the configuration, such as {@code max-wait}
     * @param value what is in force, written as in the configuration
     * @param configured what it was when the platform started
     * @param description what it limits
     */
    public record Limit(String name, String value, String configured, String description) {
        /** Checks that the parts are there. */
        public Limit {
            requireNonNull(name, "name is null");
            requireNonNull(value, "value is null");
            requireNonNull(configured, "configured is null");
            requireNonNull(description, "description is null");
        }
    }
}
