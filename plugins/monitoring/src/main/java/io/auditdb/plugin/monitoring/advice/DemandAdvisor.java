package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.Forecast.Point;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.plugin.monitoring.forecast.Forecasts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Pools that will not be large enough within the week. */
final class DemandAdvisor implements Advisor {
    /** A forecast that is off by more than half is none to act on. */
    private static final double WORST = 0.5;
    /** One hour alone may repeat what somebody did once. */
    private static final int FEWEST_HOURS = 3;

    private final ConnectionManager connections;
    private final Forecasts forecasts;

    DemandAdvisor(ConnectionManager connections, Forecasts forecasts) {
        this.connections = connections;
        this.forecasts = forecasts;
    }

    @Override
    public String name() {
        return "demand";
    }

    @Override
    public AdviceReport advise() {
        List<Forecast> known = forecasts.week().forecasts();
        var advice = new ArrayList<Advice>();
        for (PoolStats pool : connections.poolStats()) {
            known.stream()
                    .filter(it -> it.figure().equals("pool:" + pool.name()))
                    .findFirst()
                    .flatMap(it -> small(pool, it))
                    .ifPresent(advice::add);
        }
        return new AdviceReport(advice, List.of());
    }

    private static Optional<Advice> small(PoolStats pool, Forecast forecast) {
        Point peak = forecast.peak();
        boolean isSure = forecast.error().relative() <= WORST;
        long hours = forecast.points().stream()
                .filter(it -> it.expected() > pool.max())
                .count();
        if (!PoolAdvisor.isForReads(pool) || !isSure || hours < FEWEST_HOURS) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "pool-small-ahead",
                pool.name(),
                "raise database.pool.max before, as far as the server's processors and max_connections go",
                String.format(
                        Locale.ROOT,
                        "%.0f connections are expected to be wanted at once at %s (%.0f to %.0f), and it may have %d;"
                                + " such forecasts were off by %.1f on average (%s)",
                        peak.expected(),
                        peak.hour(),
                        peak.low(),
                        peak.high(),
                        pool.max(),
                        forecast.error().mean(),
                        forecast.method().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
                List.of("database.pool.max: " + (int) Math.ceil(peak.high()))));
    }
}
