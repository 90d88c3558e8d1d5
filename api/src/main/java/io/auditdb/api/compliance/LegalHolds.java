package io.auditdb.api.compliance;

import io.auditdb.api.security.Access;
import java.util.List;
import java.util.UUID;

/**
 * Keeps legal holds. A hold outranks every retention policy: no partition is dropped while it has an event that a hold in
 * force covers. Neither holds nor releases are ever changed or removed. Safe for use by many threads; calls block for as
 * long as the database works.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE}, and the tenant of the hold; a hold without a
 * tenant needs a caller of all tenants. What was placed and released is recorded in {@code _system} in the same
 * transaction, naming which parts a scope has, but neither principal, subject nor target.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code DATABASE_UNAVAILABLE} with a retry
 * time.
 */
public interface LegalHolds {
    /**
     * Places a hold; in force, and durable, when this returns.
     *
     * @param scope which events, past and to come
     * @param issuer who asked for it, 1 to 1,000 characters
     * @param reason why, 1 to 1,000 characters; like the issuer it is recorded, and must not name a person
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} with every fault, {@code CONFLICT} when as
     *     many are in force as may be
     */
    LegalHold add(Access by, HoldScope scope, String issuer, String reason);

    /** Returns holds, those in force first, the newest first; with {@code released} also those that have ended. */
    List<LegalHold> list(Access by, boolean released);

    /**
     * Ends a hold; durable when this returns.
     *
     * @param reason why, 1 to 1,000 characters; it must not name a person
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there is none for this caller, {@code CONFLICT}
     *     when it was released before, {@code INVALID_REQUEST} without a reason
     */
    LegalHold release(Access by, UUID id, String reason);
}
