package io.auditdb.kernel.pool;

import java.time.Duration;

/** How many were inside and waited, by how long. Guarded by its owner's lock. */
final class Load {
    private long start;
    private long last;
    private int active;
    private int waiting;
    private double activeNanos;
    private double waitingNanos;

    /** Begins at this time, by {@link System#nanoTime()}. */
    Load(long now) {
        this.start = now;
        this.last = now;
    }

    /** From now on it is so many. */
    void change(long now, int active, int waiting) {
        add(now);
        this.active = active;
        this.waiting = waiting;
    }

    private void add(long now) {
        if (now - last > 0) { // threads come with the times at which they set out
            activeNanos += (double) active * (now - last);
            waitingNanos += (double) waiting * (now - last);
            last = now;
        }
    }

    /** Returns the means since this was asked last. */
    Means means(long now) {
        add(now);
        double nanos = Math.max(1, now - start);
        var means = new Means(Duration.ofNanos((long) nanos), activeNanos / nanos, waitingNanos / nanos);
        start = now;
        activeNanos = 0;
        waitingNanos = 0;
        return means;
    }

    /**
     * What there was on average.
     *
     * @param over how long
     * @param active connections in use
     * @param waiting callers that waited
     */
    record Means(Duration over, double active, double waiting) {}
}
