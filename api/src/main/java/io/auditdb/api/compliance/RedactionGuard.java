package io.auditdb.api.compliance;

import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Is asked before personal fields are taken out of an event, and may forbid it. One that fails has not agreed. Safe for
 * use by many threads.
 */
@FunctionalInterface
public interface RedactionGuard {
    /**
     * Returns why the event must stay as it is, or empty to let it be redacted.
     *
     * @param transaction of the redacting role, in which the event is redacted when nobody objects; locks taken in it
     *     keep what they keep until then. It must not be ended, nor used for anything but reading
     * @param occurredAt to the microsecond
     */
    Optional<String> veto(Connection transaction, String tenant, UUID id, Instant occurredAt);
}
