package io.auditdb.api.error;

/**
 * A stable name for one way to fail. The platform's own are in {@link StandardErrorCode}; a plugin brings an enum of its
 * own that implements this interface.
 */
public interface ErrorCode {
    /** Returns the name, upper case with underscores, unique among the codes of one plugin; never null. */
    String name();

    /** Returns whose move it is; never null. */
    ErrorKind kind();

    /** Returns the HTTP status that says the same, 400 to 599. */
    int status();
}
