package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.ErrorKind;

/** What can only go wrong here. */
enum HttpApiErrorCode implements ErrorCode {
    /** The Accept header allows none of the forms the answer can have. */
    NOT_ACCEPTABLE(ErrorKind.CALLER, 406),
    /** As much of this kind of work runs as may run at once. */
    BUSY(ErrorKind.RESOURCE, 503);

    private final ErrorKind kind;
    private final int status;

    HttpApiErrorCode(ErrorKind kind, int status) {
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
