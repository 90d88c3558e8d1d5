package io.auditdb.kernel.resilience;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stands before one thing outside the platform, and spares it and its callers further calls while it keeps failing. Only
 * failures of the thing itself count, never a caller's mistake: what the thing refuses, it has answered. Safe for use by
 * many threads.
 */
public interface Guard {
    /**
     * Runs a call, once.
     *
     * @throws io.auditdb.api.error.AuditDbException with the time left, without a call, while the thing is not asked; what
     *     {@code call} throws passes unchanged
     */
    <R> R call(Supplier<R> call);

    /**
     * Runs a call whose outcome nobody depends on.
     *
     * @return {@code otherwise} when it fails, or the thing is not asked
     */
    <R> R attempt(R otherwise, Supplier<R> call);

    /** Returns how it is now. */
    BreakerReport report();

    /** Tells of a failure that somebody else met. */
    void failed(Throwable failure);

    /** Tells that somebody else has just got through: if the thing is not asked now, it is tried at once. */
    void reached();

    /** Lets every call pass. */
    static Guard none() {
        return new Guard() {
            @Override
            public BreakerReport report() {
                return new BreakerReport("", State.CLOSED, Instant.EPOCH, Optional.empty(), 0, 0, List.of());
            }

            @Override
            public <R> R call(Supplier<R> call) {
                return call.get();
            }

            @Override
            public <R> R attempt(R otherwise, Supplier<R> call) {
                try {
                    return call.get();
                } catch (RuntimeException e) {
                    return otherwise;
                }
            }

            @Override
            public void failed(Throwable failure) {}

            @Override
            public void reached() {}
        };
    }
}
