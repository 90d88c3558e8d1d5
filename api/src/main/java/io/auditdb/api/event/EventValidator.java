package io.auditdb.api.event;

import io.auditdb.api.error.Fault;
import io.auditdb.api.plugin.TimeLimited;
import java.util.List;

/** Checks events before they are accepted. Called by many threads; must not block. */
@TimeLimited
@FunctionalInterface
public interface EventValidator {
    /** Returns everything that is wrong, with JSON pointers into the event; empty to let it pass. */
    List<Fault> validate(AuditEvent event);
}
