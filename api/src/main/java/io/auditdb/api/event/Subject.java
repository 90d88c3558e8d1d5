package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

/**
 * Whose data it is: the patient. Every part is personal data.
 *
 * @param id the identifier; never null
 * @param type what kind of subject, for example {@code Patient}; null when not known
 */
public record Subject(String id, String type) {
    /** Checks that there is an id. */
    public Subject {
        requireNonNull(id, "id is null");
    }

    /** A subject of whom only the id is known. */
    public static Subject of(String id) {
        return new Subject(id, null);
    }
}
