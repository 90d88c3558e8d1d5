package io.auditdb.plugin.monitoring.forecast;

import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.plugin.monitoring.database.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;

/** What is expected of each figure that is kept. Safe for use by many threads. */
public final class Forecasts {
    private final HourlyFigures figures;

    /** Keeps nothing before it is told to. */
    public Forecasts(Databases databases, Metrics metrics, ConnectionManager connections, ForecastSettings settings) {
        this.figures = new HourlyFigures(databases, metrics, connections, settings.keep());
    }

    /** Looks at what is over in a moment; takes no time. */
    public void look() {
        figures.look();
    }

    /** Keeps what came since. */
    public void sample() {
        figures.keep();
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
