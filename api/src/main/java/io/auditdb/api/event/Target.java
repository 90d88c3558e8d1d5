package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

/**
 * What it was done to. Every part counts as personal data, because a resource id often names a person.
 *
 * @param type what kind of thing, for example {@code Observation}; never null
 * @param id the identifier within its type; null when the action was on the type as a whole
 */
public record Target(String type, String id) {
    /** Checks that there is a type. */
    public Target {
        requireNonNull(type, "type is null");
    }
}
