package io.auditdb.plugin.monitoring.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.Forecast.Method;
import io.auditdb.api.operations.Forecast.Point;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TestForecaster {
    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final long FIRST = START.getEpochSecond() / 3600;

    private static History hours(int count, IntToDoubleFunction value) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = value.applyAsDouble(i);
        }
        return new History(FIRST, values);
    }

    /** A hospital: busy by day, quiet at night, and half as much on Saturdays and Sundays. */
    private static double hospital(int hour) {
        double day = 1000 + 800 * Math.sin(2 * Math.PI * (hour % DAY - 6) / DAY);
        return hour % WEEK / DAY < 5 ? day : day / 2;
    }

    private static Forecast forecast(Series series, History history, int hours) {
        return Forecaster.forecast(series, history, hours).orElseThrow();
    }

    private static double meanOff(Forecast forecast, int from, IntToDoubleFunction actual) {
        double sum = 0;
        for (int i = 0; i < forecast.points().size(); i++) {
            sum += Math.abs(forecast.points().get(i).expected() - actual.applyAsDouble(from + i));
        }
        return sum / forecast.points().size();
    }

    @Test
    void loadThatGrowsIsForetoldNearerThanByRepeatingTheWeekBefore() {
        var random = new Random(7);
        IntToDoubleFunction grows = hour -> hospital(hour) + 2 * hour;
        int known = 6 * WEEK;
        Forecast forecast = forecast(
                Series.EVENTS, hours(known, hour -> grows.applyAsDouble(hour) + 20 * random.nextGaussian()), WEEK);

        assertThat(forecast.method()).isEqualTo(Method.SEASONAL_TREND);
        assertThat(forecast.error().mean()).isLessThan(forecast.error().repeated() / 2);
        assertThat(forecast.points()).hasSize(WEEK);
        assertThat(forecast.points().get(0).hour()).isEqualTo(START.plusSeconds(known * 3600L));
        assertThat(meanOff(forecast, known, grows))
                .isLessThan(2 * forecast.error().mean());
        long within = forecast.points().stream()
                .filter(it -> {
                    double actual = grows.applyAsDouble((int) ((it.hour().getEpochSecond() / 3600) - FIRST));
                    return actual >= it.low() && actual <= it.high();
                })
                .count();
        assertThat(within).isGreaterThan(WEEK * 9L / 10);
    }

    @Test
    void whatIsNotNearerThanTheWeekBeforeIsNotUsed() {
        var random = new Random(11);
        var rota = random.doubles(WEEK, 0, 1000).toArray(); // no wave, and the same each week
        Forecast forecast = forecast(Series.EVENTS, hours(5 * WEEK, hour -> rota[hour % WEEK]), WEEK);

        assertThat(forecast.method()).isEqualTo(Method.SAME_AS_LAST_WEEK);
        assertThat(forecast.error().mean()).isZero();
        assertThat(forecast.points()).extracting(Point::expected).containsExactly(box(rota));
    }

    private static Double[] box(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }

    /** What is not known here is known to the test: the week that follows. */
    @Test
    void whatFollowsIsForetoldAboutAsWellAsByRepetitionAndOftenBetter() {
        double foretold = 0;
        double repeated = 0;
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            double noise = random.nextInt(500);
            double slope = random.nextGaussian() * 3;
            int gap = 2 + random.nextInt(50);
            int known = 3 * WEEK + random.nextInt(9 * WEEK);
            double[] all = hours(
                            known + WEEK,
                            hour -> Math.max(0, hospital(hour) + slope * hour + noise * random.nextGaussian()))
                    .values();
            Forecast forecast =
                    forecast(Series.EVENTS, hours(known, hour -> hour % gap == 1 ? Double.NaN : all[hour]), WEEK);
            foretold += meanOff(forecast, known, hour -> all[hour]);
            for (int i = 0; i < WEEK; i++) {
                repeated += Math.abs(all[known + i] - all[known + i - WEEK]) / WEEK;
            }
            assertThat(forecast.points())
                    .as("seed %d", seed)
                    .allSatisfy(it -> assertThat(it.expected()).isBetween(it.low(), it.high()));
        }
        assertThat(foretold).isLessThan(repeated);
    }

    @Test
    void hoursOfTheDayThatAreNeverKnownAreNotForetold() {
        for (int open : List.of(8, 12)) {
            for (int weeks : List.of(2, 6)) {
                var random = new Random(weeks);
                History office = hours(
                        weeks * WEEK,
                        hour -> hour % DAY < open && hour % WEEK / DAY < 5
                                ? 10 + hour % DAY / 4.0 + random.nextGaussian()
                                : Double.NaN);
                Forecast forecast = forecast(Series.pool("primary-read"), office, WEEK);

                assertThat(forecast.peak().expected()).isBetween(10.0, 20.0);
                assertThat(forecast.points())
                        .filteredOn(it -> it.hour().getEpochSecond() / 3600 % DAY >= open)
                        .allSatisfy(it -> assertThat(it.expected()).isZero());
            }
        }
    }

    @Test
    void withLessThanThreeWeeksADayIsForetoldFromTheDayBefore() {
        Forecast forecast = forecast(Series.EVENTS, hours(4 * DAY, hour -> hour % DAY), WEEK);

        assertThat(forecast.points()).as("no further than can be tested").hasSize(DAY);
        assertThat(forecast.method()).isEqualTo(Method.SAME_AS_YESTERDAY);
        assertThat(forecast.points().get(5).expected()).isEqualTo(5);
        assertThat(Forecaster.forecast(Series.EVENTS, hours(4 * DAY - 1, hour -> hour), WEEK))
                .isEmpty();
    }

    @Test
    void aLevelIsForetoldByItsGrowthWithoutWhatWasTakenAway() {
        // ten an hour; a partition of 3000 is dropped each week
        History sizes = hours(5 * WEEK, hour -> 10_000 + 10 * hour - 3000 * (hour / WEEK));
        Forecast forecast = forecast(Series.DATABASE, sizes, 2 * DAY);

        double last = sizes.values()[sizes.length() - 1];
        assertThat(forecast.last()).isEqualTo(last);
        assertThat(forecast.outcome()).isCloseTo(last + 10 * 2 * DAY, within(30.0));
        assertThat(forecast.points().get(0).low()).isGreaterThanOrEqualTo(last);
    }

    @Test
    void hoursOfWhichNothingIsKnownAreNoZeroes() {
        History history = hours(6 * WEEK, hour -> hour / DAY % 9 == 4 ? Double.NaN : hospital(hour));
        Forecast forecast = forecast(Series.EVENTS, history, WEEK);

        assertThat(meanOff(forecast, 6 * WEEK, TestForecaster::hospital)).isLessThan(100);
    }

    @Test
    void whatIsOverForWeeksHasNoForecast() {
        History gone = hours(9 * WEEK, hour -> hour < 2 * WEEK ? hospital(hour) : Double.NaN);

        assertThat(Forecaster.forecast(Series.pool("gone"), gone, WEEK)).isEmpty();
    }

    @Test
    void aHistoryHasAPlaceForEveryHour() {
        var known = new TreeMap<Instant, Double>();
        known.put(START, 1.0);
        known.put(START.plusSeconds(2 * 3600), 3.0);
        known.put(START.plusSeconds(4 * 3600), 9.0); // this hour, which is not over
        History history = History.of(known, START.plusSeconds(4 * 3600));

        assertThat(history.values()).containsExactly(1, Double.NaN, 3, Double.NaN);
        assertThat(history.last()).isEqualTo(3);
        assertThat(history.time(3)).isEqualTo(START.plusSeconds(3 * 3600));
    }
}
