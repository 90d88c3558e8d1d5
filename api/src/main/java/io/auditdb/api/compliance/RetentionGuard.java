package io.auditdb.api.compliance;

import io.auditdb.api.plugin.TimeLimited;
import java.time.Instant;
import java.util.Optional;

/** Is asked before data is dropped, and may forbid it. Safe for use by many threads. */
@TimeLimited
@FunctionalInterface
public interface RetentionGuard {
    /**
     * Returns why events must stay, or empty to let them go.
     *
     * @param tenant whose events
     * @param from the earliest occurredAt concerned, inclusive
     * @param to the end of occurredAt, exclusive
     */
    Optional<String> veto(String tenant, Instant from, Instant to);
}
