package io.auditdb.api.operations;

import java.util.List;

/**
 * How figures are expected to go on.
 *
 * @param forecasts by figure
 * @param remarks of which figures there is none, and why
 */
public record ForecastReport(List<Forecast> forecasts, List<String> remarks) {
    /** Copies the lists. */
    public ForecastReport {
        forecasts = List.copyOf(forecasts);
        remarks = List.copyOf(remarks);
    }
}
