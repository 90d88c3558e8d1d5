package io.auditdb.api.storage;

/**
 * For whose sake a connection is wanted. Who waits in one lane does not hold up those in another, and in this order they
 * get what comes free: the log goes on taking events in while more is asked of it than it can answer.
 */
public enum Lane {
    /** An event is to be stored, or its caller to be answered. Some connections are kept for these alone. */
    APPEND,
    /** Somebody waits for an answer. */
    INTERACTIVE,
    /** Long reads: exports, streams, evaluations. They never have all connections. */
    ANALYTICS,
    /** The platform looks after itself. */
    MAINTENANCE
}
