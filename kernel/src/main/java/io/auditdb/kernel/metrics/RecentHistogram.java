package io.auditdb.kernel.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Nanoseconds of the last one to two minutes, up to an hour, in memory of fixed size. Recording does not wait, except for a
 * moment once a minute. Safe for use by many threads.
 */
public final class RecentHistogram {
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Recorder recorder;
    private final Histogram current;
    private final Histogram previous;
    private Histogram latest;
    private volatile long started;

    /** Tells apart from {@code finestNanos} on, to so many digits. */
    public RecentHistogram(long finestNanos, int digits) {
        this(finestNanos, digits, System::nanoTime);
    }

    RecentHistogram(long finestNanos, int digits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.recorder = new Recorder(finestNanos, LONGEST_NANOS, digits);
        this.current = new Histogram(finestNanos, LONGEST_NANOS, digits);
        this.previous = new Histogram(finestNanos, LONGEST_NANOS, digits);
        this.latest = recorder.getIntervalHistogram();
        this.started = nanoTime.getAsLong();
    }

    /** Takes in one; what lies beyond the range counts as its end. */
    public void record(long nanos) {
        roll();
        recorder.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
    }

    private void roll() {
        if (nanoTime.getAsLong() - started >= SPAN_NANOS) {
            rollOnce();
        }
    }

    private synchronized void rollOnce() {
        long passed = nanoTime.getAsLong() - started;
        if (passed < SPAN_NANOS) {
            return; // another thread was first
        }
        gather();
        previous.reset();
        if (passed < 2 * SPAN_NANOS) {
            previous.add(current);
        }
        current.reset();
        started = nanoTime.getAsLong();
    }

    private void gather() {
        latest = recorder.getIntervalHistogram(latest);
        current.add(latest);
    }

    /** Returns a copy of what is known now. */
    public synchronized Histogram snapshot() {
        roll();
        gather();
        Histogram both = previous.copy();
        both.add(current);
        return both;
    }
}
