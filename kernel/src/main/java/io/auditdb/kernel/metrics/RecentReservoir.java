package io.auditdb.kernel.metrics;

import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Nanoseconds of the last one to two minutes, from a microsecond to an hour and to one digit, in memory of fixed size.
 * Recording does not wait, except for a moment once a minute. Safe for use by many threads.
 */
final class RecentReservoir implements Reservoir {
    private static final long FINEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    private static final int DIGITS = 1;
    private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Recorder recorder = new Recorder(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    private final Histogram current = histogram();
    private final Histogram previous = histogram();
    private Histogram latest = recorder.getIntervalHistogram();
    private volatile long started;

    RecentReservoir(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    private static Histogram histogram() {
        return new Histogram(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    }

    @Override
    public void update(long nanos) {
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

    @Override
    public synchronized Snapshot getSnapshot() {
        roll();
        gather();
        Histogram both = previous.copy();
        both.add(current);
        return new RecentSnapshot(both);
    }

    @Override
    public synchronized int size() {
        gather();
        return (int) Math.min(Integer.MAX_VALUE, previous.getTotalCount() + current.getTotalCount());
    }
}
