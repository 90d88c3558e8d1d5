package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.concurrent.TimeUnit;

/** Holds a verification to a rate, and breaks it off at once when told to. Safe for use by many threads. */
public final class Pace {
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final double nanosPerEvent;
    private final long start = System.nanoTime();
    private long passed;
    private volatile boolean stopped;

    private Pace(double nanosPerEvent) {
        this.nanosPerEvent = nanosPerEvent;
    }

    /** As fast as it goes. */
    public static Pace unlimited() {
        return new Pace(0);
    }

    /** At most so many events a second, on average since now. */
    public static Pace eventsPerSecond(int events) {
        return new Pace((double) TimeUnit.SECONDS.toNanos(1) / events);
    }

    /** Breaks off whatever keeps this pace. */
    public void stop() {
        stopped = true;
    }

    /** Waits until so many more events may have passed. */
    void passed(long events) {
        long due = start + (long) (count(events) * nanosPerEvent);
        requireGoingOn();
        for (long rest = due - System.nanoTime(); nanosPerEvent > 0 && rest > 0; rest = due - System.nanoTime()) {
            nap(Math.min(rest, LONGEST_NAP_NANOS));
            requireGoingOn();
        }
    }

    private synchronized long count(long events) {
        passed += events;
        return passed;
    }

    private void requireGoingOn() {
        if (stopped) {
            throw new AuditDbException(StandardErrorCode.STOPPING, "The verification was broken off");
        }
    }

    private void nap(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }
}
