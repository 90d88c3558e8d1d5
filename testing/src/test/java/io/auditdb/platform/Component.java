package io.auditdb.platform;

import java.time.Duration;

/** How one part of the platform fared while things failed. Safe for use by many threads. */
final class Component {
    private final String name;
    private final double targetPercent;
    private final Duration targetRecovery;
    private long succeeded;
    private long failed;
    private long mendedAt;
    private long recovery;

    Component(String name, double targetPercent, Duration targetRecovery) {
        this.name = name;
        this.targetPercent = targetPercent;
        this.targetRecovery = targetRecovery;
    }

    /** A call has ended. */
    synchronized void ended(boolean success) {
        if (success) {
            succeeded++;
            if (mendedAt != 0) {
                recovery = Math.max(recovery, System.nanoTime() - mendedAt);
                mendedAt = 0;
            }
        } else {
            failed++;
        }
    }

    /** What was broken is whole again, or has been replaced; from here on recovery counts. */
    synchronized void mended() {
        if (mendedAt == 0) {
            mendedAt = System.nanoTime();
        }
    }

    synchronized Duration recovery() {
        return Duration.ofNanos(recovery);
    }

    Duration targetRecovery() {
        return targetRecovery;
    }

    double targetPercent() {
        return targetPercent;
    }

    synchronized double percent() {
        return 100.0 * succeeded / Math.max(1, succeeded + failed);
    }

    static String heading() {
        return String.format(
                "%-22s %9s %8s %12s %8s %12s %8s",
                "component", "calls", "failed", "available", "target", "recovery", "target");
    }

    @Override
    public synchronized String toString() {
        return String.format(
                "%-22s %9d %8d %10.2f %% %6.1f %% %9d ms %6d s",
                name,
                succeeded + failed,
                failed,
                percent(),
                targetPercent,
                recovery().toMillis(),
                targetRecovery.toSeconds());
    }
}
