package io.auditdb.client;

import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.ErrorKind;

/** Ways to fail that only a client knows. What the platform answers with an error comes under the platform's code. */
public enum ClientErrorCode implements ErrorCode {
    /** No connection to the platform, or it broke before the answer was complete. */
    UNREACHABLE(ErrorKind.RESOURCE, 503),
    /** Something answered, and it was not the HTTP API of audit-db; the URL may be wrong. */
    UNEXPECTED_ANSWER(ErrorKind.INTERNAL, 502),
    /** The calling thread was interrupted while it waited to try again; its interrupt status is set. */
    INTERRUPTED(ErrorKind.CALLER, 499);

    private final ErrorKind kind;
    private final int status;

    ClientErrorCode(ErrorKind kind, int status) {
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
