package io.auditdb.client;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.StatementReport.Work;
import io.auditdb.api.operations.TableReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the JSON of statements, tables and advice into the types of the api. */
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

    private static Duration millis(JsonObject json, String name) {
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
}
