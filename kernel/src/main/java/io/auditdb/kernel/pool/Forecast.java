package io.auditdb.kernel.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** What will be needed soon, from where demand is going and from what is usual at that time of day. For one thread. */
final class Forecast {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Season season;
    private final Consumer<Season> learned;
    private final Trend trend = new Trend();
    private double sum;
    private Duration gathered = Duration.ZERO;

    /** Goes on from what is usual so far; {@code learned} is told when more is known. */
    Forecast(Season season, Consumer<Season> learned) {
        this.season = season;
        this.learned = learned;
    }

    /** Takes in what was needed on average for so long until this time. */
    void add(Instant at, Duration over, double demand) {
        sum += demand * over.toNanos();
        gathered = gathered.plus(over);
        if (gathered.compareTo(MINUTE) >= 0) {
            double mean = sum / gathered.toNanos();
            if (season.add(at, mean)) {
                learned.accept(season);
            }
            trend.add(mean);
            sum = 0;
            gathered = Duration.ZERO;
        }
    }

    /** Returns the most that is usual between this time and as far as one looks ahead. */
    double usual(Instant at, Duration foresight) {
        return season.peak(at, foresight);
    }

    /** Returns what demand rises to if it goes on as it does. */
    double rising(Duration foresight) {
        return trend.rise(foresight);
    }
}
