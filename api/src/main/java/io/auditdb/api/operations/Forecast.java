package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a figure is expected to go on, hour by hour. It was tested before it is shown: it was made from an earlier part of what
 * is known, and compared with the rest.
 *
 * @param figure what of: {@code events}, {@code operations}, {@code database}, or {@code pool:} and its name
 * @param kind how the values are to be read
 * @param unit {@code events}, {@code operations}, {@code bytes} or {@code connections}
 * @param last the value of the last whole hour
 * @param method how it was made
 * @param error how far it was off when it was tested
 * @param known how much of the past is known
 * @param points the hours to come, without gaps; never empty. As many as were asked for, or fewer, as far as it could be
 *     tested
 */
public record Forecast(
        String figure,
        Kind kind,
        String unit,
        double last,
        Method method,
        Accuracy error,
        Duration known,
        List<Point> points) {
    /** How values are to be read. In JSON in lower case. */
    public enum Kind {
        /** So many within the hour. */
        TOTAL,
        /** The most at any time within the hour. */
        PEAK,
        /** What it is at the end of the hour; what is expected is that it grows. */
        LEVEL
    }

    /** How a forecast was made. In JSON in lower case. */
    public enum Method {
        /** A line and waves of a day and a week, fitted by least squares. */
        SEASONAL_TREND,
        /** What it was a week before: nothing else was nearer. */
        SAME_AS_LAST_WEEK,
        /** What it was a day before: nothing else was nearer, and less than three weeks are known. */
        SAME_AS_YESTERDAY
    }

    /**
     * How far forecasts were off, on average, when they were tested. All in the unit of the figure; those of a level are of
     * how much it grew.
     *
     * @param mean of the method that was chosen
     * @param repeated of what was the day or the week before
     * @param actual how large what was to be foretold was, on average
     * @param hours how many were compared
     */
    public record Accuracy(double mean, double repeated, double actual, int hours) {
        /** Returns the error as a part of what was to be foretold; not a number where that was nothing. */
        public double relative() {
            return actual == 0 ? Double.NaN : mean / actual;
        }
    }

    /**
     * One hour. When it was tested, nineteen of twenty hours were as near to what was expected as {@code low} and
     * {@code high} are.
     *
     * @param hour its beginning
     * @param expected the value
     * @param low not below zero; of a level, not below the last value that is known
     * @param high the same beyond what is expected
     */
    public record Point(Instant hour, double expected, double low, double high) {
        /** Checks that there is an hour. */
        public Point {
            requireNonNull(hour, "hour is null");
        }
    }

    /** Checks the parts, and copies the list. */
    public Forecast {
        requireNonNull(figure, "figure is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(method, "method is null");
        requireNonNull(error, "error is null");
        requireNonNull(known, "known is null");
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a forecast has no points");
        }
    }

    /** Returns the hour of which the most is expected. */
    public Point peak() {
        Point peak = points.get(0);
        for (Point point : points) {
            peak = point.expected() > peak.expected() ? point : peak;
        }
        return peak;
    }

    /** Returns what it comes to: the sum of a total, the highest peak, the level in the end. */
    public double outcome() {
        return switch (kind) {
            case TOTAL -> points.stream().mapToDouble(Point::expected).sum();
            case PEAK -> peak().expected();
            case LEVEL -> points.get(points.size() - 1).expected();
        };
    }
}
