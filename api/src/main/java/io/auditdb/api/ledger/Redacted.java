package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a redaction took out of an event, or would take. Immutable. */
public final class Redacted {
    private final String tenant;
    private final UUID event;
    private final Set<String> fields;
    private final Set<String> remaining;
    private final UUID recordedAs;

    /**
     * Puts the parts together; the sets are copied.
     *
     * @param tenant the event's tenant
     * @param event the event's id
     * @param fields the personal fields that go
     * @param remaining the personal fields that stay
     * @param recordedAs the event that records it; null when nothing was done
     */
    public Redacted(String tenant, UUID event, Set<String> fields, Set<String> remaining, UUID recordedAs) {
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.event = requireNonNull(event, "event is null");
        this.fields = Set.copyOf(fields);
        this.remaining = Set.copyOf(remaining);
        this.recordedAs = recordedAs;
    }

    /** Returns the event's tenant. */
    public String tenant() {
        return tenant;
    }

    /** Returns the event's id. */
    public UUID event() {
        return event;
    }

    /** Returns the names of the personal fields that go, in no order. */
    public Set<String> fields() {
        return fields;
    }

    /** Returns the names of the personal fields that stay, in no order. */
    public Set<String> remaining() {
        return remaining;
    }

    /** Returns the id of the event in {@code _system} that records it; empty when nothing was done. */
    public Optional<UUID> recordedAs() {
        return Optional.ofNullable(recordedAs);
    }
}
