package io.auditdb.api.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The root of everything the platform throws on purpose. Unchecked, because most callers can only pass it on; those who
 * can act ask {@link #code()} and its kind. Messages hold no secrets and no personal identifiers.
 */
public class AuditDbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient List<Fault> faults;
    private final Duration retryAfter;

    /** An error in one sentence. */
    public AuditDbException(ErrorCode code, String message) {
        this(code, message, List.of(), null, null);
    }

    /** An error with what led to it; {@code cause} may be null. */
    public AuditDbException(ErrorCode code, String message, Throwable cause) {
        this(code, message, List.of(), null, cause);
    }

    /** An error that names every fault and its place; the list is copied. */
    public AuditDbException(ErrorCode code, String message, List<Fault> faults) {
        this(code, message, faults, null, null);
    }

    /** An error that passes: {@code retryAfter} tells when to try again. */
    public AuditDbException(ErrorCode code, String message, Duration retryAfter, Throwable cause) {
        this(code, message, List.of(), retryAfter, cause);
    }

    private AuditDbException(ErrorCode code, String message, List<Fault> faults, Duration retryAfter, Throwable cause) {
        super(withFaults(requireNonNull(message, "message is null"), faults), cause);
        this.code = requireNonNull(code, "code is null");
        this.faults = List.copyOf(faults);
        this.retryAfter = retryAfter;
    }

    private static String withFaults(String message, List<Fault> faults) {
        if (faults.isEmpty()) {
            return message;
        }
        return message + faults.stream().map(Fault::toString).collect(Collectors.joining("; ", " (", ")"));
    }

    /** Returns the stable name of this way to fail; never null. */
    public final ErrorCode code() {
        return code;
    }

    /** Returns every fault found, in the order of the input; empty where the message says it all. */
    public final List<Fault> faults() {
        return faults;
    }

    /** Returns how long to wait before the same request may succeed, where that is known. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
