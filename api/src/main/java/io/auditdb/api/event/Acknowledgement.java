package io.auditdb.api.event;

/**
 * How far an append has to have come before its caller is answered. Each level includes those before it. Events for which
 * more than {@link #DURABLE} is asked are never spooled.
 */
public enum Acknowledgement {
    /**
     * Committed, and flushed to disk by the primary: a crash cannot take it away. While the primary is away an instance
     * that keeps a spool answers when the event is flushed to its own disk, and says so: {@link Appended#isSpooled()}.
     */
    DURABLE,
    /** Has its place in the log: whatever is changed from now on is found by anybody who rebuilds the tree. */
    SEQUENCED,
    /** Covered by a signed checkpoint that every instance serves: there is a proof to hand to a stranger. */
    CHECKPOINTED
}
