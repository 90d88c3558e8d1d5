package io.auditdb.kernel.change;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One look at a time. All who ask while one is under way share the next, which begins after they asked: one of them looks,
 * and the others wake up together. Safe for use by many threads.
 */
final class SharedLook {
    private final Runnable look;
    private final Duration timeout;
    private final ReentrantLock underWay = new ReentrantLock();
    /** The look that has not begun; null when nobody waits for one. */
    private final AtomicReference<CompletableFuture<Void>> next = new AtomicReference<>();

    SharedLook(Runnable look, Duration timeout) {
        this.look = look;
        this.timeout = timeout;
    }

    /**
     * Returns when a look has ended that began after the call.
     *
     * @throws AuditDbException when the look failed, or did not end in time
     */
    void take() {
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> planned = next.compareAndExchange(null, mine);
        try {
            if (planned == null) {
                lead(mine);
            } else {
                planned.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (TimeoutException e) {
            throw late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }

    private void lead(CompletableFuture<Void> mine) throws InterruptedException {
        boolean begun = false;
        try {
            begun = underWay.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
            next.set(null); // who asks from now on waits for the one after
            if (!begun) {
                throw late();
            }
            look.run();
            mine.complete(null);
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            if (begun) {
                underWay.unlock();
            }
            abandon(mine);
        }
    }

    /** Whoever waits for one that will not be hears of it. */
    private void abandon(CompletableFuture<Void> mine) {
        if (!mine.isDone()) {
            next.compareAndSet(mine, null);
            mine.completeExceptionally(late());
        }
    }

    private AuditDbException late() {
        return new AuditDbException(
                StandardErrorCode.TIMEOUT, "The changes of the log were not read within " + timeout);
    }

    /** Does something while no look is under way. */
    void alone(Runnable work) {
        underWay.lock();
        try {
            work.run();
        } finally {
            underWay.unlock();
        }
    }
}
