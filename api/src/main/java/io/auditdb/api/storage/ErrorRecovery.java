package io.auditdb.api.storage;

import io.auditdb.api.error.AuditDbException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What to make of a failure of something the platform depends on. Safe for use by many threads. Provided by the host. */
public interface ErrorRecovery {
    /** How bad it is. */
    enum Severity {
        /** Nobody has to look. */
        LOW,
        /** Somebody should look when it becomes frequent. */
        MEDIUM,
        /** Somebody has to look soon. */
        HIGH,
        /** Somebody has to look now. */
        CRITICAL
    }

    /** What is done about it. */
    enum Action {
        /** The platform connects again; the breaker of the database opens when it goes on. */
        RECONNECT,
        /** The platform repeats the work, where it may be repeated. */
        REPEAT,
        /** The caller waits and repeats; an operator makes room. */
        WAIT,
        /** The work is done without it. */
        BYPASS,
        /** An operator looks at the query, its indexes and what else ran. */
        TUNE,
        /** The caller mends the request. */
        CORRECT,
        /** It is logged as an error at once, and recorded as an event of the platform where it concerns the records. */
        ALERT,
        /** It is a defect; somebody reports it. */
        REPORT
    }

    /** What kind of failure it was. The numbers are classes and values of SQLSTATE. */
    enum Category {
        /** The other side is away, starts, stops or breaks (08, 57P01 to 57P04, 58; input and output). */
        CONNECTION(Severity.HIGH, Action.RECONNECT),
        /** It took too long (57014, 25P03, 57P05). */
        TIMEOUT(Severity.MEDIUM, Action.TUNE),
        /** Two transactions got in each other's way (40001, 40P01, 55P03). */
        CONTENTION(Severity.LOW, Action.REPEAT),
        /** A partition was not there, or somebody else's work on it was in the way (23514 by a partition, 42P17, 55006). */
        PARTITION(Severity.HIGH, Action.REPEAT),
        /** A cache failed. */
        CACHE(Severity.LOW, Action.BYPASS),
        /** Something is used up, or takes no writes: connections, memory, disk, a queue (53, 25006). */
        RESOURCE(Severity.HIGH, Action.WAIT),
        /** What was asked for is what a law or a hold forbids; it was not done. */
        COMPLIANCE(Severity.CRITICAL, Action.ALERT),
        /** What was sent cannot be accepted (22, 23). */
        VALIDATION(Severity.LOW, Action.CORRECT),
        /** Not allowed (28, 42501). */
        PERMISSION(Severity.MEDIUM, Action.CORRECT),
        /** The log is not what it was. */
        INTEGRITY(Severity.CRITICAL, Action.ALERT),
        /** Everything else: a defect. */
        INTERNAL(Severity.HIGH, Action.REPORT);

        private final Severity severity;
        private final Action action;

        Category(Severity severity, Action action) {
            this.severity = severity;
            this.action = action;
        }

        /** Returns how bad failures of this kind are. */
        public Severity severity() {
            return severity;
        }

        /** Returns what is done about failures of this kind. */
        public Action action() {
            return action;
        }
    }

    /** Returns the kind of failure, by exception type and SQLSTATE, never by message. */
    Category classify(Throwable failure);

    /** Returns the failure as the platform's own exception, with code and retry time, and counts it among the errors. */
    AuditDbException handle(Throwable failure);

    /**
     * Runs work that may be repeated safely, again after a failure that passes, up to {@code resilience.retry.attempts}.
     *
     * @throws AuditDbException the last failure
     */
    <R> R recover(Callable<R> work);

    /** Returns how long to wait before the same may succeed; empty when it will not. */
    Optional<Duration> retryAfter(Throwable failure);
}
