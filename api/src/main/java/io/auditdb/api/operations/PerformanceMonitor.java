package io.auditdb.api.operations;

import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;

/**
 * How the databases do their work, and what to change. Everything here needs the right to operate, and changes nothing.
 * Calls block for as long as the databases take. Safe for use by many threads.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code DATABASE_UNAVAILABLE} with a retry
 * time.
 */
public interface PerformanceMonitor {
    /** Returns what statements cost, on the primary and on the replicas. */
    StatementReport statements(Access by, StatementQuery query);

    /** Returns the state of the platform's tables, the largest first. */
    List<TableReport> tables(Access by);

    /** Asks every {@link Advisor} what to change. */
    AdviceReport advise(Access by);

    /**
     * Returns how load, size and demand are expected to go on.
     *
     * @param horizon how far ahead, an hour to 30 days; whole hours are counted
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} when it is another
     */
    ForecastReport forecast(Access by, Duration horizon);
}
