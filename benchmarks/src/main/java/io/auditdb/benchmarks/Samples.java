package io.auditdb.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Figures that belong together. Safe for use by many threads. */
public final class Samples {
    private final List<Double> values = Collections.synchronizedList(new ArrayList<>());

    /** Adds a figure. */
    public void add(double value) {
        values.add(value);
    }

    /** Returns how many there are. */
    public int count() {
        return values.size();
    }

    /** Returns the median. */
    public double median() {
        return quantile(0.5);
    }

    /** Returns the mean. */
    public double mean() {
        return new ArrayList<>(values).stream().mapToDouble(it -> it).average().orElseThrow();
    }

    /** Returns the largest. */
    public double max() {
        return Collections.max(values);
    }

    /** Returns the smallest value that so many of all do not exceed; between two of them for the median of an even number. */
    public double quantile(double part) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double place = part * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
