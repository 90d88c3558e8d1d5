package io.auditdb.kernel.pool;

import java.time.Duration;

/** Where demand is going, by level and slope (Holt's linear smoothing), in steps of a minute. For one thread. */
final class Trend {
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final double LEVEL_WEIGHT = 0.3;
    private static final double SLOPE_WEIGHT = 0.1;
    /** However steep it is, so many times what is needed now is the most that is expected. */
    private static final double STEEPEST = 2;

    private double level = Double.NaN;
    private double slope;

    /** Takes in the mean of a minute. */
    void add(double demand) {
        if (Double.isNaN(level)) {
            level = demand;
            return;
        }
        double before = level;
        level = LEVEL_WEIGHT * demand + (1 - LEVEL_WEIGHT) * (level + slope);
        slope = SLOPE_WEIGHT * (level - before) + (1 - SLOPE_WEIGHT) * slope;
    }

    /** Returns what is expected after so long, where that is more than now; otherwise zero. */
    double rise(Duration ahead) {
        if (Double.isNaN(level) || slope <= 0) {
            return 0;
        }
        double steps = (double) ahead.toMillis() / STEP.toMillis();
        return Math.min(level + slope * steps, STEEPEST * level);
    }
}
