package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

/**
 * Who acted: a person, a device or a program. Every part is personal data.
 *
 * @param id the identifier in the acting system; never null
 * @param type what kind of actor, for example {@code practitioner}; null when not known
 * @param name a name to show; null when not known
 */
public record Principal(String id, String type, String name) {
    /** Checks that there is an id. */
    public Principal {
        requireNonNull(id, "id is null");
    }

    /** An actor of whom only the id is known. */
    public static Principal of(String id) {
        return new Principal(id, null, null);
    }
}
