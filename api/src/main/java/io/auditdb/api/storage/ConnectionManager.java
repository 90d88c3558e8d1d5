package io.auditdb.api.storage;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** The connections to the databases. Safe for use by many threads. Provided by the host. */
public interface ConnectionManager {
    /** What a connection is for. */
    enum Purpose {
        /** Insert and select on the primary. */
        WRITE,
        /** Select only; read-only on the server's side too. */
        READ,
        /**
         * Look after the event table, as the role that owns it: the only one that may do DDL. Waits for locks up to {@code
         * database.lock-timeout}. Session settings and locks must be undone before it is closed.
         */
        MAINTAIN
    }

    /**
     * Returns a connection from the pool, in the lane that goes with the purpose: {@link Lane#APPEND} for writes, {@link
     * Lane#INTERACTIVE} for reads, {@link Lane#MAINTENANCE} for maintenance. Otherwise as {@link #connection(Purpose, Lane)}.
     */
    Connection connection(Purpose purpose);

    /**
     * Returns a connection from the pool; the caller closes it, which gives it back. Waits for its turn behind those who
     * came to the same lane before, unless too many do.
     *
     * @param lane for whose sake; statements may run as long as this lane allows
     * @throws io.auditdb.api.error.AuditDbException {@code OVERLOADED} at once when the wait would be longer than {@code
     *     database.pool.max-wait} or more than {@code database.pool.max-waiting} wait, and after {@code
     *     database.pool.acquire-timeout}; {@code DATABASE_UNAVAILABLE} when the database gives none
     */
    Connection connection(Purpose purpose, Lane lane);

    /** Returns whether the databases answer, asked now. */
    List<DatabaseHealth> health();

    /** Returns what the pools are doing; asks nothing of the databases. */
    List<PoolStats> poolStats();

    /**
     * How one database answered.
     *
     * @param name the name of its pool
     * @param reachable whether it answered
     * @param latency how long that took
     * @param problem what went wrong; null when it answered
     */
    record DatabaseHealth(String name, boolean reachable, Duration latency, String problem) {}
}
