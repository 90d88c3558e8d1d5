package io.auditdb.kernel.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What is usual at this time of day: for each quarter of an hour the most that was needed in it, the last days counting
 * most. For one thread.
 */
final class Season {
    private static final Duration SLOT = Duration.ofMinutes(15);
    private static final int SLOTS = (int) Duration.ofDays(1).dividedBy(SLOT);
    /** How much the latest day counts; a peak that stays away is forgotten within the week. */
    private static final double WEIGHT = 0.5;

    private final double[] usual = new double[SLOTS];
    private final boolean[] known = new boolean[SLOTS];
    private int slot = -1;
    private double most;

    /** Takes in what was needed at this time. */
    void add(Instant at, double demand) {
        int now = slot(at);
        if (now != slot) {
            if (slot >= 0) {
                usual[slot] = known[slot] ? usual[slot] + WEIGHT * (most - usual[slot]) : most;
                known[slot] = true;
            }
            slot = now;
            most = 0;
        }
        most = Math.max(most, demand);
    }

    /** Returns the most that is usual from this time on for so long; zero where nothing is known. */
    double peak(Instant from, Duration span) {
        double peak = 0;
        Instant end = from.plus(span);
        for (Instant time = from; !time.isAfter(end); time = time.plus(SLOT)) {
            peak = Math.max(peak, usual[slot(time)]);
        }
        return Math.max(peak, usual[slot(end)]);
    }

    private static int slot(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / (int) SLOT.toSeconds();
    }
}
