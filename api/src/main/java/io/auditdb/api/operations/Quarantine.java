package io.auditdb.api.operations;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.Appended;
import io.auditdb.api.security.Access;
import java.util.List;
import java.util.UUID;

/**
 * Keeps input that could not become events, from senders who cannot be told so, until somebody has decided what is to become of
 * it. That it came, and what was decided, is on record in {@code _system}, with the SHA-256 of the content. Safe for use by many
 * threads. Provided by the host.
 */
public interface Quarantine {
    /**
     * Keeps input; it is durable when this returns. For whoever receives it, not for callers.
     *
     * @param tenant whose events it would have been
     * @param format the name of the format it was read as
     * @param origin where it came from; nothing personal
     * @param content what came, up to {@code quarantine.max-content}
     * @param faults why it could not be read, not empty
     * @return its id
     * @throws io.auditdb.api.error.AuditDbException {@code TOO_LARGE}; {@code OVERLOADED} when {@code quarantine.max-items} are
     *     kept already; {@code DATABASE_UNAVAILABLE}
     */
    UUID keep(String tenant, String format, String origin, byte[] content, List<Fault> faults);

    /**
     * Returns what is kept, without its content, oldest first. Needs the right to read.
     *
     * @param limit at most so many, up to 1000
     */
    List<QuarantinedInput> list(Access by, int limit);

    /**
     * Returns one with its content; looked at is on record. Needs the right to read.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}
     */
    QuarantinedInput find(Access by, UUID id);

    /**
     * Reads it again, stores its events, and keeps it no longer. Done twice, the events are stored once if they have ids. Needs
     * the right to append.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}; {@code INVALID_EVENT} with the faults, as long as it still
     *     cannot be read, and nothing is stored
     */
    List<Appended> release(Access by, UUID id);

    /**
     * Deletes it for good. Needs the right to administer.
     *
     * @param reason why, for the record; nothing personal
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}; {@code INVALID_REQUEST} without a reason
     */
    void discard(Access by, UUID id, String reason);
}
