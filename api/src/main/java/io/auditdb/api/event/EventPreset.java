package io.auditdb.api.event;

import io.auditdb.api.plugin.TimeLimited;

/** Fills defaults into events before they are checked. Called by many threads; must not block. */
@TimeLimited
@FunctionalInterface
public interface EventPreset {
    /** Returns the event with absent members filled in; must not change members that are present. */
    AuditEvent fill(AuditEvent event);
}
