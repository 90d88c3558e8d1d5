package io.auditdb.api.event;

/** How far an append has to have come before its caller is answered. Each level includes those before it. */
public enum Acknowledgement {
    /** Committed, and flushed to disk by the primary: a crash cannot take it away. */
    DURABLE,
    /** Has its place in the log: whatever is changed from now on is found by anybody who rebuilds the tree. */
    SEQUENCED,
    /** Covered by a signed checkpoint that every instance serves: there is a proof to hand to a stranger. */
    CHECKPOINTED
}
