package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.UUID;

/**
 * What to take out of an event, and why.
 *
 * @param tenant the event's tenant; null to look in every tenant the caller may touch
 * @param event the event's id
 * @param fields the names of the personal fields, such as {@code principal.name}, {@code subject.id} or {@code
 *     details.note}; empty for all that are still there
 * @param reason why, for the record; it must not name the person. Between 1 and 1,000 characters
 */
public record RedactionOrder(String tenant, UUID event, Set<String> fields, String reason) {
    /** Copies the names. */
    public RedactionOrder {
        requireNonNull(event, "event is null");
        fields = Set.copyOf(fields);
    }
}
