package io.auditdb.kernel.pool;

import io.auditdb.api.storage.PoolStats.Timing;
import io.auditdb.kernel.metrics.RecentHistogram;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How long something took lately. Safe for use by many threads. */
final class Timings {
    private static final long FINEST_NANOS = 100;
    private static final int DIGITS = 2;

    private final RecentHistogram recent = new RecentHistogram(FINEST_NANOS, DIGITS);

    void record(long nanos) {
        recent.record(nanos);
    }

    Timing timing() {
        Histogram now = recent.snapshot();
        return new Timing(
                now.getTotalCount(), at(now, 50), at(now, 95), at(now, 99), Duration.ofNanos(now.getMaxValue()));
    }

    private static Duration at(Histogram histogram, double percent) {
        return Duration.ofNanos(histogram.getValueAtPercentile(percent));
    }
}
