package io.auditdb.platform;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How one part of the platform fared while things failed. Safe for use by many threads. */
final class Component {
    private final String name;
    private final double targetPercent;
    private final Duration targetRecovery;
    private final long start = System.nanoTime();
    private final Map<String, Integer> causes = new TreeMap<>();
    private long calls;
    private long failures;
    private long workedAt = start;
    /** When the first call began that failed, none having succeeded since; 0 while it works. */
    private long outSince;

    private long out;
    private long mendedAt;
    private long recovery;

    Component(String name, double targetPercent, Duration targetRecovery) {
        this.name = name;
        this.targetPercent = targetPercent;
        this.targetRecovery = targetRecovery;
    }

    /** A call has failed that began at a {@link System#nanoTime()}; {@code meanwhile} tells what was the matter then. */
    synchronized void failed(long began, Exception failure, String meanwhile) {
        calls++;
        failures++;
        causes.merge(meanwhile + ": " + failure.getMessage(), 1, Integer::sum);
        if (outSince == 0) {
            outSince = Math.max(began, workedAt);
        }
    }

    synchronized void succeeded() {
        long now = System.nanoTime();
        calls++;
        if (outSince != 0) {
            out += now - outSince;
            outSince = 0;
        }
        if (mendedAt != 0) {
            recovery = Math.max(recovery, now - mendedAt);
            mendedAt = 0;
        }
        workedAt = now;
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

    /** Returns the part of the time in which it worked. */
    private synchronized double percent() {
        return 100.0 * (1 - (double) out / Math.max(1, workedAt - start));
    }

    static String heading() {
        return String.format(
                "%-22s %9s %9s %11s %8s %11s %8s",
                "component", "calls", "failed", "available", "target", "recovery", "target");
    }

    @Override
    public synchronized String toString() {
        var text = new StringBuilder(String.format(
                "%-22s %9d %9d %9.2f %% %6.1f %% %8d ms %6d s",
                name, calls, failures, percent(), targetPercent, recovery().toMillis(), targetRecovery.toSeconds()));
        causes.forEach((cause, times) -> text.append(String.format("%n  %5d times %s", times, cause)));
        return text.toString();
    }
}
