package io.auditdb.plugin.monitoring.forecast;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;

/**
 * A line and waves of a day and of a week, fitted to a history by least squares (harmonic regression: Hyndman and
 * Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 7.4). Between the hours that are known such waves may
 * go anywhere, so for an hour of the day or week of which nothing is known it says nothing.
 */
final class SeasonalTrend {
    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    /** A day of work has an edge in the morning and one at noon. */
    private static final int[] CYCLES_A_DAY = {1, 2, 3, 4, 6};
    /** Days of the week differ; and a day of rest is a day without its waves. */
    private static final int[] CYCLES_A_WEEK = {1, 2, 3, 5, 6, 8, 9, 12, 13, 15, 16};
    /** Values for each unknown, at least. */
    private static final int ENOUGH = 2;
    /** Waves that differ by less are the same for the hours that are known. */
    private static final double SINGULAR = 1e-6;
    /** Times the most that is known; a line goes on for ever, and nothing else does. */
    private static final double HIGHEST = 2;

    private final double[] weights;
    private final boolean weekly;
    private final boolean[] known;
    private final double most;

    private SeasonalTrend(double[] weights, boolean weekly, boolean[] known, double most) {
        this.weights = weights;
        this.weekly = weekly;
        this.known = known;
        this.most = most;
    }

    /** Fits it; empty when too little is known, or what is known tells the waves not apart. */
    static Optional<SeasonalTrend> fit(History history, boolean weekly) {
        int[] known = known(history.values());
        if (known.length < ENOUGH * (terms(0, weekly).length + 1)) {
            return Optional.empty();
        }
        var seen = new boolean[weekly ? WEEK : DAY];
        var values = new double[known.length];
        var terms = new double[known.length][];
        for (int i = 0; i < known.length; i++) {
            values[i] = history.values()[known[i]];
            terms[i] = terms(known[i], weekly);
            seen[known[i] % seen.length] = true;
        }
        try {
            var regression = new OLSMultipleLinearRegression(SINGULAR);
            regression.newSampleData(values, terms);
            return Optional.of(new SeasonalTrend(
                    regression.estimateRegressionParameters(),
                    weekly,
                    seen,
                    Arrays.stream(values).max().orElse(0)));
        } catch (MathRuntimeException e) { // only nights are known, say
            return Optional.empty();
        }
    }

    private static int[] known(double[] values) {
        return IntStream.range(0, values.length)
                .filter(it -> !Double.isNaN(values[it]))
                .toArray();
    }

    /**
     * Returns what is expected in an hour of the history that it was fitted to, or behind it: not below zero, and not a number
     * where no such hour is known.
     */
    double at(int index) {
        if (!known[index % known.length]) {
            return Double.NaN;
        }
        double[] terms = terms(index, weekly);
        double value = weights[0];
        for (int i = 0; i < terms.length; i++) {
            value += weights[i + 1] * terms[i];
        }
        return Math.min(HIGHEST * most, Math.max(0, value));
    }

    private static double[] terms(long index, boolean weekly) {
        int waves = CYCLES_A_DAY.length + (weekly ? CYCLES_A_WEEK.length : 0);
        var terms = new double[1 + 2 * waves];
        terms[0] = index / (double) WEEK;
        int at = 1;
        for (int cycles : CYCLES_A_DAY) {
            at = wave(terms, at, index * cycles / (double) DAY);
        }
        for (int i = 0; weekly && i < CYCLES_A_WEEK.length; i++) {
            at = wave(terms, at, index * CYCLES_A_WEEK[i] / (double) WEEK);
        }
        return terms;
    }

    private static int wave(double[] terms, int at, double turns) {
        terms[at] = Math.sin(2 * Math.PI * turns);
        terms[at + 1] = Math.cos(2 * Math.PI * turns);
        return at + 2;
    }
}
