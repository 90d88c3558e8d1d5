package io.auditdb.kernel.ledger;

import java.util.concurrent.TimeUnit;

/** Wakes those who wait for the log to grow, whichever instance lets it. Safe for use by many threads. */
public final class LogNews {
    private static final long NANOS_OF_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private long count;

    /** Returns how often there was news; what is read after this was asked is not older. */
    public synchronized long count() {
        return count;
    }

    /** Says that there is a new checkpoint. Never blocks. */
    public synchronized void published() {
        count++;
        notifyAll();
    }

    /** Waits until there is news after {@code seen}; returns false when there is none in time, or on an interrupt. */
    public synchronized boolean await(long seen, long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (count == seen) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                wait(Math.max(1, left / NANOS_OF_MILLI));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
