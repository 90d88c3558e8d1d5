package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * Where an event stands in the order of queries. Ids compare as 128 bit numbers without sign, tenants as their UTF-8.
 *
 * @param occurredAt in microseconds at most
 */
public record EventPlace(Instant occurredAt, UUID id, String tenant) {
    /** Checks that the parts are there. */
    public EventPlace {
        requireNonNull(occurredAt, "occurredAt is null");
        requireNonNull(id, "id is null");
        requireNonNull(tenant, "tenant is null");
    }
}
