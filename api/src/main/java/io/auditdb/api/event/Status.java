package io.auditdb.api.event;

/** How the action ended, as far as the recorder knew. In JSON and SQL in lower case. */
public enum Status {
    /** It was tried; the result is not known (yet). */
    ATTEMPT,
    /** It was done. */
    SUCCESS,
    /** It was refused or went wrong. */
    FAILURE
}
