package io.auditdb.plugin.monitoring.forecast;

import java.util.ArrayList;
import java.util.List;

/** How far a method was off, each time that it could be compared. For one thread. */
final class Misses {
    private static final double MOST = 0.95;

    private record Miss(int ahead, double off) {}

    private final List<Miss> misses = new ArrayList<>();
    private double actual;

    /** Compares what was with what was foretold, hour by hour, but only where it can be compared with the other as well. */
    void add(double[] was, double[] foretold, double[] other) {
        for (int i = 0; i < was.length; i++) {
            double off = Math.abs(was[i] - foretold[i]);
            if (!Double.isNaN(off) && !Double.isNaN(other[i])) {
                misses.add(new Miss(i + 1, off));
                actual += was[i];
            }
        }
    }

    int compared() {
        return misses.size();
    }

    double mean() {
        return misses.stream().mapToDouble(Miss::off).average().orElse(Double.NaN);
    }

    /** Returns how large what was to be foretold was, on average. */
    double actual() {
        return misses.isEmpty() ? Double.NaN : actual / misses.size();
    }

    /** Returns what nineteen of twenty were off at most; for each hour ahead, where errors add up. */
    double margin(boolean addsUp) {
        double[] sorted = misses.stream()
                .mapToDouble(it -> addsUp ? it.off() / it.ahead() : it.off())
                .sorted()
                .toArray();
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(MOST * (sorted.length - 1)))];
    }
}
