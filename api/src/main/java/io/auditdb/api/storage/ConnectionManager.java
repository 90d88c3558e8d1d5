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
     * Returns a connection from the pool; the caller closes it, which gives it back.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code DATABASE_UNAVAILABLE} when none is to be had within {@code
     *     database.pool.acquire-timeout}
     */
    Connection connection(Purpose purpose);

    /** Returns whether the databases answer, asked now. */
    List<DatabaseHealth> health();

    /** Returns what the pools are doing. */
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

    /**
     * What one pool is doing now.
     *
     * @param name the name of the pool
     * @param active connections in use
     * @param idle connections at rest
     * @param waiting threads that wait for one
     * @param max the most it may open
     */
    record PoolStats(String name, int active, int idle, int waiting, int max) {}
}
