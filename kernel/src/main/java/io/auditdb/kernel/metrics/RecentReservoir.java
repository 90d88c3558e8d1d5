package io.auditdb.kernel.metrics;

import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;

/** What was recent, as Dropwizard Metrics wants it. Safe for use by many threads. */
final class RecentReservoir implements Reservoir {
    private static final long FINEST_NANOS = 1_000;
    private static final int DIGITS = 1;

    private final RecentHistogram recent = new RecentHistogram(FINEST_NANOS, DIGITS);

    @Override
    public void update(long nanos) {
        recent.record(nanos);
    }

    @Override
    public Snapshot getSnapshot() {
        return new RecentSnapshot(recent.snapshot());
    }

    @Override
    public int size() {
        return getSnapshot().size();
    }
}
