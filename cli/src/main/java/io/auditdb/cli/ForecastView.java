package io.auditdb.cli;

import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.Forecast.Point;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.cli.MonitorCommand.Format;
import io.auditdb.client.AuditDbClient;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Shows how figures are expected to go on. */
final class ForecastView {
    private static final int PERCENT = 100;

    private final RootCommand root;

    ForecastView(RootCommand root) {
        this.root = root;
    }

    int show(Duration horizon, Format format, boolean hourly) {
        try (AuditDbClient client = root.client()) {
            ForecastReport report = client.performance().forecast(horizon);
            if (format == Format.JSON) {
                root.printJson(of(report));
                return ExitCode.OK;
            }
            boolean csv = format == Format.CSV;
            if (hourly) {
                points(report, csv);
            } else {
                outcomes(report, csv);
            }
            if (!csv) {
                report.remarks().forEach(it -> root.print("Note: " + it));
            }
        }
        return ExitCode.OK;
    }

    private void outcomes(ForecastReport report, boolean csv) {
        var table = new Table(
                root.surroundings().out(),
                csv,
                "FIGURE",
                "LAST HOUR",
                "AHEAD",
                "EXPECTED",
                "MOST IN",
                "OFF BY %",
                "REPEATING %",
                "METHOD",
                "KNOWN");
        for (Forecast it : report.forecasts()) {
            table.row(
                    it.figure(),
                    value(it, it.last(), csv),
                    it.points().size() + "h",
                    expected(it, csv),
                    it.kind() == Forecast.Kind.LEVEL
                            ? (csv ? "" : "-")
                            : it.peak().hour().toString(),
                    percent(it.error().mean(), it.error().actual()),
                    percent(it.error().repeated(), it.error().actual()),
                    it.method().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    it.known().toDays() + "d");
        }
        table.flush();
    }

    private static String expected(Forecast forecast, boolean csv) {
        String value = value(forecast, forecast.outcome(), csv);
        return csv
                ? value
                : switch (forecast.kind()) {
                    case TOTAL -> value + " altogether";
                    case PEAK -> value + " at most";
                    case LEVEL -> value + " in the end";
                };
    }

    private void points(ForecastReport report, boolean csv) {
        var table = new Table(root.surroundings().out(), csv, "FIGURE", "HOUR", "EXPECTED", "LOW", "HIGH");
        for (Forecast forecast : report.forecasts()) {
            for (Point point : forecast.points()) {
                table.row(
                        forecast.figure(),
                        point.hour().toString(),
                        value(forecast, point.expected(), csv),
                        value(forecast, point.low(), csv),
                        value(forecast, point.high(), csv));
            }
        }
        table.flush();
    }

    private static String value(Forecast forecast, double value, boolean csv) {
        return forecast.unit().equals("bytes") && !csv ? Text.bytes((long) value) : rounded(value);
    }

    private static String rounded(double value) {
        return BigDecimal.valueOf(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String percent(double part, double whole) {
        return whole == 0 ? "?" : rounded(PERCENT * part / whole);
    }

    private static Map<String, Object> of(ForecastReport report) {
        return Views.object(
                "forecasts", report.forecasts().stream().map(ForecastView::of).toList(), "remarks", report.remarks());
    }

    private static Map<String, Object> of(Forecast it) {
        return Views.object(
                "figure", it.figure(),
                "kind", it.kind().name().toLowerCase(Locale.ROOT),
                "unit", it.unit(),
                "last", it.last(),
                "method", it.method().name().toLowerCase(Locale.ROOT),
                "error",
                        Views.object(
                                "mean", it.error().mean(),
                                "repeated", it.error().repeated(),
                                "actual", it.error().actual(),
                                "hours", it.error().hours()),
                "knownHours", it.known().toHours(),
                "points",
                        it.points().stream()
                                .map(point -> Views.object(
                                        "hour", point.hour().toString(),
                                        "expected", point.expected(),
                                        "low", point.low(),
                                        "high", point.high()))
                                .toList());
    }
}
