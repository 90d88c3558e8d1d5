package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * The answer to the append of one event.
 *
 * @param tenant the event's tenant; never null
 * @param id the event's id, made by the platform if none was given; never null
 * @param duplicate true if the same event was there already and nothing was stored now
 * @param receipt where the event is, in both cases; never null
 */
public record Appended(String tenant, UUID id, boolean duplicate, Receipt receipt) {
    /** Checks that the parts are there. */
    public Appended {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(id, "id is null");
        requireNonNull(receipt, "receipt is null");
    }
}
