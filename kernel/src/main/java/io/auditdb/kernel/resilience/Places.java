package io.auditdb.kernel.resilience;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many calls one thing may have at a time. Safe for use by many threads. */
final class Places {
    private final long waitNanos;
    private final Semaphore free;

    Places(BreakerSettings settings) {
        this.waitNanos = settings.maxWait().toNanos();
        this.free = settings.maxConcurrent() == 0 ? null : new Semaphore(settings.maxConcurrent(), true);
    }

    /** Returns false when none was to be had in time. */
    boolean take() {
        try {
            return free == null || free.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }

    void leave() {
        if (free != null) {
            free.release();
        }
    }
}
