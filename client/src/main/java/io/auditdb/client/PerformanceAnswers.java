package io.auditdb.client;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.StatementReport.Work;
import io.auditdb.api.operations.TableReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the JSON of statements, tables, advice and forecasts into the types of the api. */
final class PerformanceAnswers {
    private static final int MILLIS_TO_NANOS = 6;

    private PerformanceAnswers() {}

    static StatementReport statements(JsonObject json) {
        return new StatementReport(
                json.required("source"),
                json.time("from"),
                json.time("to"),
                millis(json, "totalMillis"),
                millisOrNone(json, "slowestMillis"),
                RetentionAnswers.list(json, "statements", PerformanceAnswers::statement),
                json.texts("remarks"));
    }

    private static Statement statement(JsonObject json) {
        return new Statement(
                json.required("id"),
                json.required("node"),
                json.required("text"),
                json.number("calls"),
                millis(json, "totalMillis"),
                json.decimal("share").doubleValue(),
                millisOrNone(json, "meanMillisBefore"),
                new Work(
                        json.number("rows"),
                        json.number("blocksHit"),
                        json.number("blocksRead"),
                        json.number("blocksSpilled"),
                        json.number("walBytes")),
                json.texts("plan"),
                json.texts("advice"));
    }

    static Duration millis(JsonObject json, String name) {
        return Duration.ofNanos(
                json.decimal(name).movePointRight(MILLIS_TO_NANOS).longValue());
    }

    private static Optional<Duration> millisOrNone(JsonObject json, String name) {
        return json.has(name) ? Optional.of(millis(json, name)) : Optional.empty();
    }

    static List<TableReport> tables(JsonObject json) {
        return RetentionAnswers.list(json, "tables", PerformanceAnswers::table);
    }

    private static TableReport table(JsonObject json) {
        return new TableReport(
                json.required("table"),
                (int) json.number("partitions"),
                json.number("bytes"),
                json.number("indexBytes"),
                json.number("rows"),
                json.number("deadRows"),
                json.has("airBytes") ? json.number("airBytes") : -1,
                json.number("changedRows"),
                Optional.ofNullable(json.time("vacuumed")),
                Optional.ofNullable(json.time("analyzed")),
                json.number("freezeAge"));
    }

    static AdviceReport report(JsonObject json) {
        return new AdviceReport(advice(json), json.texts("remarks"));
    }

    static List<Advice> advice(JsonObject json) {
        return RetentionAnswers.list(
                json,
                "advice",
                it -> new Advice(
                        it.required("kind"),
                        it.required("subject"),
                        it.required("recommendation"),
                        it.required("evidence"),
                        it.texts("statements")));
    }

    static ForecastReport forecasts(JsonObject json) {
        return new ForecastReport(
                RetentionAnswers.list(json, "forecasts", PerformanceAnswers::forecast), json.texts("remarks"));
    }

    private static Forecast forecast(JsonObject json) {
        return new Forecast(
                json.required("figure"),
                Forecast.Kind.valueOf(json.required("kind").toUpperCase(Locale.ROOT)),
                json.required("unit"),
                json.decimal("last").doubleValue(),
                Forecast.Method.valueOf(json.required("method").toUpperCase(Locale.ROOT)),
                error(json.requiredObject("error")),
                Duration.ofHours(json.number("knownHours")),
                RetentionAnswers.list(json, "points", PerformanceAnswers::point));
    }

    private static Forecast.Accuracy error(JsonObject json) {
        return new Forecast.Accuracy(
                json.decimal("mean").doubleValue(),
                json.decimal("repeated").doubleValue(),
                json.decimal("actual").doubleValue(),
                (int) json.number("hours"));
    }

    private static Forecast.Point point(JsonObject json) {
        return new Forecast.Point(
                json.time("hour"),
                json.decimal("expected").doubleValue(),
                json.decimal("low").doubleValue(),
                json.decimal("high").doubleValue());
    }
}
