package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Set;

/** An event as the platform stores it: what the application stated, and what the platform added. Immutable. */
public final class RecordedEvent {
    private final AuditEvent event;
    private final Instant recordedAt;
    private final Receipt receipt;
    private final Set<String> redacted;

    /** Puts the parts together; none may be null, {@code redacted} is copied. */
    public RecordedEvent(AuditEvent event, Instant recordedAt, Receipt receipt, Set<String> redacted) {
        this.event = requireNonNull(event, "event is null");
        this.recordedAt = requireNonNull(recordedAt, "recordedAt is null");
        this.receipt = requireNonNull(receipt, "receipt is null");
        this.redacted = Set.copyOf(redacted);
    }

    /** Returns the event; id, classification and all required members are set, redacted ones are absent. */
    public AuditEvent event() {
        return event;
    }

    /** Returns when the platform accepted it, at microsecond precision. */
    public Instant recordedAt() {
        return recordedAt;
    }

    /** Returns where it is; the lsn is 0, because a stored row does not know the commit that made it visible. */
    public Receipt receipt() {
        return receipt;
    }

    /** Returns the names of the personal fields that were erased, such as {@code principal.id} or {@code details.ssn}. */
    public Set<String> redacted() {
        return redacted;
    }

    @Override
    public String toString() {
        return event.toString();
    }
}
