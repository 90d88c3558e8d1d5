package io.auditdb.plugin.cacheredis;

/** A value in Redis that is not an answer of ours, or cannot be read any more. */
final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
