package io.auditdb.client;

import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import java.util.regex.Pattern;

/** A code that this version does not know, of a plugin or of a newer platform: named as answered, its kind by status. */
record RemoteErrorCode(String name, ErrorKind kind, int status) implements ErrorCode {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    static ErrorCode of(String name, int status) {
        for (StandardErrorCode known : StandardErrorCode.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        if (name == null || !NAME.matcher(name).matches()) {
            return byStatus(status);
        }
        return new RemoteErrorCode(name, byStatus(status).kind(), status);
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case 401 -> StandardErrorCode.UNAUTHENTICATED;
            case 403 -> StandardErrorCode.FORBIDDEN;
            case 404 -> StandardErrorCode.NOT_FOUND;
            case 405 -> StandardErrorCode.METHOD_NOT_ALLOWED;
            case 409 -> StandardErrorCode.CONFLICT;
            case 413 -> StandardErrorCode.TOO_LARGE;
            case 415 -> StandardErrorCode.UNSUPPORTED_FORMAT;
            case 429, 502, 503 -> StandardErrorCode.SERVICE_UNAVAILABLE;
            case 504 -> StandardErrorCode.TIMEOUT;
            default -> status < 500 ? StandardErrorCode.INVALID_REQUEST : StandardErrorCode.INTERNAL_ERROR;
        };
    }
}
