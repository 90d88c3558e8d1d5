package io.auditdb.kernel.ingest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Pauses of writers that cannot get through, until there is something new or they are to stop. Safe for use by many threads. */
final class Rest {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stopped;
    private long news;

    /** Waits at most so long; returns false when it is time to stop. */
    boolean pause(long millis) throws InterruptedException {
        lock.lock();
        try {
            long before = news;
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!stopped && news == before && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Lets those who pause try again now. */
    void news() {
        signal(false);
    }

    /** Lets nobody pause any more. */
    void stop() {
        signal(true);
    }

    private void signal(boolean stop) {
        lock.lock();
        try {
            stopped |= stop;
            news++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
