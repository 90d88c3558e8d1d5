package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.Forecast.Accuracy;
import io.auditdb.api.operations.Forecast.Kind;
import io.auditdb.api.operations.Forecast.Method;
import io.auditdb.api.operations.Forecast.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Makes the forecast of one series. Two methods are tested on what is known, by foretelling later parts of it from earlier
 * ones; the one that repeats the past is used unless the other was nearer.
 */
final class Forecaster {
    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    private static final int WEEKS_TO_LEARN = 2;
    private static final int DAYS_TO_LEARN = 3;
    /** Hours that have to be known: days to learn from, and one to be tested with. */
    static final int SHORTEST_KNOWN = (DAYS_TO_LEARN + 1) * DAY;

    private static final int MOST_TESTS = 4;

    private final Series series;
    private final History history;
    private final History steps;
    private final int season;
    private final int learn;

    private Forecaster(Series series, History history) {
        this.series = series;
        this.history = history;
        this.steps = series.kind() == Kind.LEVEL ? history.growth() : history;
        boolean weekly = history.length() >= (WEEKS_TO_LEARN + 1) * WEEK;
        this.season = weekly ? WEEK : DAY;
        this.learn = weekly ? WEEKS_TO_LEARN * WEEK : DAYS_TO_LEARN * DAY;
    }

    /** Returns the forecast for so many hours, or as many as could be tested; empty when too little is known. */
    static Optional<Forecast> forecast(Series series, History history, int hours) {
        if (history.length() < SHORTEST_KNOWN) {
            return Optional.empty();
        }
        var forecaster = new Forecaster(series, history);
        return forecaster.make(Math.min(hours, history.length() - forecaster.learn));
    }

    private Optional<Forecast> make(int hours) {
        var fitted = new Misses();
        var repeated = new Misses();
        boolean fits = true;
        for (int test = 0; test < MOST_TESTS; test++) {
            int from = history.length() - hours - test * season;
            if (from >= learn) {
                double[] actual = path(hours, i -> steps.values()[from + i]);
                double[] before = path(hours, i -> repeat(from, i));
                Optional<SeasonalTrend> trend = SeasonalTrend.fit(steps.before(from), season == WEEK);
                fits &= trend.isPresent();
                double[] line =
                        trend.map(it -> path(hours, i -> it.at(from + i))).orElse(before);
                fitted.add(actual, line, before);
                repeated.add(actual, before, line);
            }
        }
        if (repeated.compared() == 0) {
            return Optional.empty(); // whatever could be compared is not known
        }
        Optional<SeasonalTrend> trend =
                fits && fitted.mean() < repeated.mean() ? SeasonalTrend.fit(steps, season == WEEK) : Optional.empty();
        return Optional.of(trend.map(it ->
                        result(Method.SEASONAL_TREND, fitted, repeated, path(hours, i -> it.at(history.length() + i))))
                .orElseGet(() -> result(
                        season == WEEK ? Method.SAME_AS_LAST_WEEK : Method.SAME_AS_YESTERDAY,
                        repeated,
                        repeated,
                        path(hours, i -> repeat(history.length(), i)))));
    }

    /** Returns the value of as many whole seasons before as it takes to get to one that was known before {@code from}. */
    private double repeat(int from, int ahead) {
        int index = from + ahead;
        do {
            index -= season;
        } while (index >= from || (index >= 0 && Double.isNaN(steps.values()[index])));
        return index >= 0 ? steps.values()[index] : Double.NaN;
    }

    /** Growth is foretold by the hour, and told as what it comes to; not a number for an hour of which nothing is known. */
    private double[] path(int hours, IntToDoubleFunction step) {
        var path = new double[hours];
        double sum = 0;
        for (int i = 0; i < hours; i++) {
            double value = step.applyAsDouble(i);
            sum += Double.isNaN(value) ? 0 : value;
            path[i] = series.kind() == Kind.LEVEL && !Double.isNaN(value) ? sum : value;
        }
        return path;
    }

    /** In an hour of the week in which nothing was ever kept, nothing is expected. */
    private Forecast result(Method method, Misses misses, Misses repeated, double[] path) {
        boolean level = series.kind() == Kind.LEVEL;
        double base = level ? history.last() : 0;
        double margin = misses.margin(level);
        var points = new ArrayList<Point>();
        double step = 0;
        for (int i = 0; i < path.length; i++) {
            double idle = level ? step : 0;
            step = Double.isNaN(path[i]) ? idle : path[i];
            double off = level ? margin * (i + 1) : margin;
            points.add(new Point(
                    history.time(history.length() + i),
                    base + step,
                    Math.max(base + step - off, base),
                    base + step + off));
        }
        return new Forecast(
                series.figure(),
                series.kind(),
                series.unit(),
                history.last(),
                method,
                new Accuracy(misses.mean(), repeated.mean(), misses.actual(), misses.compared()),
                Duration.ofHours(history.length()),
                points);
    }
}
