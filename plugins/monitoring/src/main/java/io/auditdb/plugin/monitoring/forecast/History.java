package io.auditdb.plugin.monitoring.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableMap;

/**
 * Values hour by hour, not a number where none is known.
 *
 * @param first the first hour, since the epoch
 * @param values of it and of those that follow
 */
record History(long first, double[] values) {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Puts values by hour in a row, up to but not with this hour. */
    static History of(NavigableMap<Instant, Double> known, Instant end) {
        long first = hour(known.firstKey());
        var values = new double[(int) (hour(end) - first)];
        Arrays.fill(values, Double.NaN);
        known.headMap(end, false).forEach((hour, value) -> values[(int) (hour(hour) - first)] = value);
        return new History(first, values);
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR.toSeconds());
    }

    int length() {
        return values.length;
    }

    Instant time(int index) {
        return Instant.ofEpochSecond((first + index) * HOUR.toSeconds());
    }

    /** Returns the last value that is known. */
    double last() {
        for (int i = values.length - 1; i >= 0; i--) {
            if (!Double.isNaN(values[i])) {
                return values[i];
            }
        }
        return Double.NaN;
    }

    /** Returns by how much it grew each hour; what was taken away, as by dropping a partition, is no growth. */
    History growth() {
        var growth = new double[values.length];
        for (int i = 0; i < growth.length; i++) {
            growth[i] = i == 0 ? Double.NaN : Math.max(0, values[i] - values[i - 1]);
        }
        return new History(first, growth);
    }

    /** Returns what was known before that hour. */
    History before(int end) {
        return new History(first, Arrays.copyOf(values, end));
    }
}
