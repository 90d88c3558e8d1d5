package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets changes run one at a time, and none after the end. */
final class ChangeLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Duration bound;
    private volatile boolean closed;

    /** {@code bound} is how long a change waits for another. */
    ChangeLock(Duration bound) {
        this.bound = bound;
    }

    <T> T run(Supplier<T> change) {
        acquire();
        try {
            if (closed) {
                throw new AuditDbException(StandardErrorCode.STOPPING, "The plugin host is closed");
            }
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    private void acquire() {
        try {
            if (!lock.tryLock(bound.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AuditDbException(
                        StandardErrorCode.TIMEOUT,
                        "Another change of plugins takes longer than " + bound.toMillis()
                                + " ms, see plugin-host.start-timeout; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "Interrupted while waiting to change plugins", e);
        }
    }

    /** Waits for the change under way, whose steps all have limits; false when it was closed before. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }
}
