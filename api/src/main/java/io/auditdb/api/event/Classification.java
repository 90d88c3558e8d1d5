package io.auditdb.api.event;

/** How sensitive the data is that the event speaks about. */
public enum Classification {
    /** Meant for everybody. */
    PUBLIC,
    /** Meant for the organisation; the default. */
    INTERNAL,
    /** Meant for few. */
    CONFIDENTIAL,
    /** Protected health information in the sense of 45 CFR 160.103. */
    PHI
}
