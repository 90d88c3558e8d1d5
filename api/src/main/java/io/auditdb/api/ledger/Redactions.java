package io.auditdb.api.ledger;

import io.auditdb.api.security.Access;

/**
 * Takes personal fields out of stored events without touching what the log committed to: value and salt go, the digest
 * stays, so the event's leaf and every proof of it still verify, and the digest can no longer be guessed. Safe for use
 * by many threads. Provided by the host.
 *
 * <p>The row and the event that records the redaction (action {@code ledger.redact} in the tenant {@code _system}) are
 * committed in one transaction: neither is ever there without the other, and a verification compares them.
 *
 * <p>Both methods throw {@link io.auditdb.api.error.AuditDbException}: {@code NOT_FOUND} when there is no such event,
 * {@code INVALID_REQUEST} with every field that the event does not have, {@code CONFLICT} when a field is gone already or
 * the event is itself the record of a redaction, {@code COMPLIANCE_VIOLATION} when a {@link
 * io.auditdb.api.compliance.RedactionGuard} objects, {@code INTEGRITY_VIOLATION} when the row is not what was committed, and
 * {@code FORBIDDEN}, {@code DATABASE_UNAVAILABLE} as everywhere. Nothing has changed then.
 */
public interface Redactions {
    /** Returns this service as {@code access} may use it: needs the right {@code gdpr} in the event's tenant. */
    Redactions as(Access access);

    /** Returns what {@link #redact} would take out, and changes nothing. */
    Redacted plan(RedactionOrder order);

    /** Takes the fields out; durable when this returns. */
    Redacted redact(RedactionOrder order);
}
