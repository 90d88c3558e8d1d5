package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.plugin.monitoring.database.Databases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What is expected of each figure that is kept. Safe for use by many threads. */
public final class Forecasts {
    private static final Duration WEEK = Duration.ofDays(7);

    private final HourlyFigures figures;
    private final Clock clock;
    private ForecastReport week = new ForecastReport(List.of(), List.of());
    private Instant weekMadeIn = Instant.MIN;

    /** Keeps nothing before it is told to. */
    public Forecasts(Databases databases, Metrics metrics, ConnectionManager connections, ForecastSettings settings) {
        this.figures = new HourlyFigures(databases, metrics, connections, settings.keep());
        this.clock = Clock.systemUTC();
    }

    /** Looks at what is over in a moment; takes no time. */
    public void look() {
        figures.look();
    }

    /** Keeps what came since. */
    public void sample() {
        figures.keep();
    }

    /** Returns the forecasts for a week, made at most once an hour, as they change by the hour. */
    public synchronized ForecastReport week() {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        if (!hour.equals(weekMadeIn)) {
            week = report(WEEK);
            weekMadeIn = hour;
        }
        return week;
    }

    /** Returns the forecasts for so long; those of which too little is known are remarks. */
    public ForecastReport report(Duration horizon) {
        var forecasts = new ArrayList<Forecast>();
        var remarks = new ArrayList<String>();
        Map<Series, History> histories = figures.histories();
        histories.keySet().stream().sorted(Comparator.comparing(Series::figure)).forEach(series -> {
            History history = histories.get(series);
            Forecaster.forecast(series, history, (int) horizon.toHours())
                    .ifPresentOrElse(
                            forecasts::add, () -> remarks.add(series.figure() + ": " + tooLittle(history.length())));
        });
        if (histories.isEmpty()) {
            remarks.add(tooLittle(0));
        }
        return new ForecastReport(forecasts, remarks);
    }

    private static String tooLittle(int hours) {
        return hours + " hours are known, and a forecast takes " + Forecaster.SHORTEST_KNOWN
                + ", most of them without gaps: three days to learn from, and one to be tested with";
    }
}
