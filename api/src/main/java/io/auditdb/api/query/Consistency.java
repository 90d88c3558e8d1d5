package io.auditdb.api.query;

/** How fresh an answer has to be. */
public enum Consistency {
    /** Everything acknowledged before the read began. */
    STRONG,
    /** Everything up to the receipt the reader names. */
    SESSION,
    /** Not older than the lag the reader names. */
    BOUNDED,
    /** Whatever is at hand. */
    EVENTUAL
}
