package io.auditdb.api.storage;

import io.auditdb.api.error.AuditDbException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What to make of a failure of something the platform depends on. Safe for use by many threads. Provided by the host. */
public interface ErrorRecovery {
    /** What kind of failure it was. */
    enum Category {
        /** The other side is away or refuses connections (SQLSTATE 08, 57P01 to 57P03, 53). */
        CONNECTION,
        /** It took too long (57014, socket timeouts). */
        TIMEOUT,
        /** Two transactions got in each other's way; the same work may succeed (40001, 40P01, 55P03). */
        CONTENTION,
        /** What was sent cannot be stored (22, 23). */
        DATA,
        /** Not allowed (28, 42501). */
        PERMISSION,
        /** The log is not what it was. */
        INTEGRITY,
        /** Everything else: a defect. */
        SYSTEM
    }

    /** Returns the kind of failure, by exception type and SQLSTATE, never by message. */
    Category classify(Throwable failure);

    /** Returns the failure as the platform's own exception, with code and retry time. */
    AuditDbException handle(Throwable failure);

    /**
     * Runs work that may be repeated safely, again after a failure that passes, up to {@code recovery.max-attempts}.
     *
     * @throws AuditDbException the last failure
     */
    <R> R recover(Callable<R> work);

    /** Returns how long to wait before the same may succeed; empty when it will not. */
    Optional<Duration> retryAfter(Throwable failure);
}
