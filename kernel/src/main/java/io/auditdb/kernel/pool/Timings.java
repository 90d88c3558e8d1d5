package io.auditdb.kernel.pool;

import io.auditdb.api.storage.PoolStats.Timing;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long something took, over the last one to two minutes, in memory of fixed size. Recording does not wait. Safe for
 * use by many threads.
 */
final class Timings {
    private static final long FINEST_NANOS = 100;
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    private static final int DIGITS = 2;
    private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Recorder recorder = new Recorder(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    private final Histogram current = histogram();
    private final Histogram previous = histogram();
    private Histogram latest = recorder.getIntervalHistogram();
    private long started = System.nanoTime();

    private static Histogram histogram() {
        return new Histogram(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    }

    void record(long nanos) {
        recorder.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
    }

    /** Begins another minute when one is over; to be called once in a while. */
    synchronized void roll() {
        gather();
        if (System.nanoTime() - started >= SPAN_NANOS) {
            started = System.nanoTime();
            previous.reset();
            previous.add(current);
            current.reset();
        }
    }

    private void gather() {
        latest = recorder.getIntervalHistogram(latest);
        current.add(latest);
    }

    synchronized Timing timing() {
        gather();
        Histogram both = previous.copy();
        both.add(current);
        return new Timing(
                both.getTotalCount(), at(both, 50), at(both, 95), at(both, 99), Duration.ofNanos(both.getMaxValue()));
    }

    private static Duration at(Histogram histogram, double percent) {
        return Duration.ofNanos(histogram.getValueAtPercentile(percent));
    }
}
