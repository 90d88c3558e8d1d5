package io.auditdb.api.compliance;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.plugin.TimeLimited;
import java.sql.Connection;
import java.util.Optional;

/**
 * Is asked before personal fields are taken out of an event, and may forbid it. One that fails has not agreed. Safe for
 * use by many threads.
 */
@TimeLimited
@FunctionalInterface
public interface RedactionGuard {
    /**
     * Returns why the event must stay as it is, or empty to let it be redacted.
     *
     * @param transaction of the redacting role, or of the maintaining one for an archived event, in which the event is
     *     redacted when nobody objects; locks taken in it keep what they keep until then. It must not be ended, nor used
     *     for anything but reading
     * @param event as it is stored, wherever that is
     */
    Optional<String> veto(Connection transaction, AuditEvent event);
}
