package io.auditdb.api.error;

/** The platform's own error codes. */
public enum StandardErrorCode implements ErrorCode {
    /** The bytes are not JSON, or not the format they were announced as; the fault names the position. */
    MALFORMED_INPUT(ErrorKind.CALLER, 400),
    /** A parameter, cursor or option is unknown or has an impossible value. */
    INVALID_REQUEST(ErrorKind.CALLER, 400),
    /** No token, or one that is unknown, expired or revoked. */
    UNAUTHENTICATED(ErrorKind.CALLER, 401),
    /** A valid token without the right or the tenant that the request needs. */
    FORBIDDEN(ErrorKind.CALLER, 403),
    /** What was asked for does not exist, or not for this caller. */
    NOT_FOUND(ErrorKind.CALLER, 404),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(ErrorKind.CALLER, 405),
    /** The request contradicts the present state; for an event: its id is taken by another event. */
    CONFLICT(ErrorKind.CALLER, 409),
    /** A legal hold, or who else guards records by law, forbids it; nothing was done. */
    COMPLIANCE_VIOLATION(ErrorKind.CALLER, 409),
    /** A body, an array or a ledger entry is larger than its limit. */
    TOO_LARGE(ErrorKind.CALLER, 413),
    /** No codec reads or writes this media type or format. */
    UNSUPPORTED_FORMAT(ErrorKind.CALLER, 415),
    /** The event is well-formed and still cannot be accepted; each fault names a member. */
    INVALID_EVENT(ErrorKind.CALLER, 422),
    /** The configuration cannot be used; each fault names a key. */
    INVALID_CONFIG(ErrorKind.CALLER, 422),
    /** A queue with a limit is full: that of ingest, in which case nothing of the request was stored, or one of reads. */
    QUEUE_FULL(ErrorKind.RESOURCE, 503),
    /** The disk has too little room for events to be taken in; nothing of the request was stored. */
    DISK_FULL(ErrorKind.RESOURCE, 503),
    /** The database cannot be reached or refuses work. */
    DATABASE_UNAVAILABLE(ErrorKind.RESOURCE, 503),
    /** More is asked of the database than it can answer in time; nothing of the request was done. */
    OVERLOADED(ErrorKind.RESOURCE, 503),
    /** No plugin provides the service that was called, or it is being replaced. */
    SERVICE_UNAVAILABLE(ErrorKind.RESOURCE, 503),
    /** The storage of archives cannot be reached or refuses work. */
    ARCHIVE_UNAVAILABLE(ErrorKind.RESOURCE, 503),
    /** A limit on time ran out before the answer was there. */
    TIMEOUT(ErrorKind.RESOURCE, 503),
    /** The platform is stopping. */
    STOPPING(ErrorKind.RESOURCE, 503),
    /** The event is stored and not yet part of a signed checkpoint; ask again. */
    NOT_SEALED(ErrorKind.RESOURCE, 503),
    /** The log, or what it commits to, was changed behind the platform's back. */
    INTEGRITY_VIOLATION(ErrorKind.INTEGRITY, 500),
    /** An archive's file or manifest is not there, or cannot be read for what it is. */
    ARCHIVE_DAMAGED(ErrorKind.INTEGRITY, 500),
    /** A plugin failed to load, to start or to answer. */
    PLUGIN_FAILED(ErrorKind.INTERNAL, 500),
    /** A defect. */
    INTERNAL_ERROR(ErrorKind.INTERNAL, 500);

    private final ErrorKind kind;
    private final int status;

    StandardErrorCode(ErrorKind kind, int status) {
        this.kind = kind;
        this.status = status;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }

    @Override
    public int status() {
        return status;
    }
}
