package io.auditdb.api.error;

/** Whose move it is after an error. */
public enum ErrorKind {
    /** The caller asked for something that cannot be: mend the request; repeating it changes nothing. */
    CALLER,
    /** Something the platform needs is away or full: repeat later, see {@link AuditDbException#retryAfter()}. */
    RESOURCE,
    /** The log does not say what it said before. Never retried; somebody has to look. */
    INTEGRITY,
    /** A defect of the platform or of a plugin. */
    INTERNAL
}
