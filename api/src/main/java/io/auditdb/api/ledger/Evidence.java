package io.auditdb.api.ledger;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Evidence to hand to a stranger: stored events with the proof that they are in the log, showing as much of them as is
 * chosen. Whoever has the log's verifier key can check it without this platform; the formats are described in the
 * reference, under "Evidence". Safe for use by many threads. Provided by the host.
 *
 * <p>Needs the right to read; each call is recorded as a read. Throws {@link io.auditdb.api.error.AuditDbException}
 * {@code DATABASE_UNAVAILABLE} while the database is away.
 */
public interface Evidence {
    /** In place of names: every personal field that is still there. */
    String ALL_FIELDS = "*";

    /** Returns this service as {@code access} may use it. */
    Evidence as(Access access);

    /**
     * Returns a document that shows the impersonal part of one event and chosen personal fields, and proves them.
     *
     * @param tenant as in {@link io.auditdb.api.AuditDatabase#find}
     * @param fields the names of the fields to show, such as {@code principal.id}, or {@link #ALL_FIELDS}; empty to show
     *     none
     * @return a JSON document; empty while the event is stored but not yet sealed
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}; {@code INVALID_REQUEST} with every field that the
     *     event does not have, or no longer has
     */
    Optional<String> disclosure(String tenant, UUID id, Set<String> fields);

    /**
     * Writes all events that match, each with its proof, in the order of the log and against one checkpoint. First waits
     * up to {@code evidence.seal-wait} for what is stored but not yet sealed; what is not sealed then is listed at the
     * end. Memory does not grow with the number of events; one connection is held until the end.
     *
     * @param query its limit and cursor mean nothing here
     * @param fields the names of the personal fields to show where an event has them, or {@link #ALL_FIELDS}
     * @param out gets lines of JSON; neither flushed nor closed
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} for an impossible query, {@code NOT_SEALED}
     *     while there is no checkpoint at all; nothing was written then
     * @throws IOException from {@code out}
     */
    void bundle(EventQuery query, Set<String> fields, OutputStream out) throws IOException;
}
