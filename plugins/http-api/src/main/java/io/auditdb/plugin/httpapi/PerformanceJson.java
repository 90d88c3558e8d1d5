package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.TableReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Statements, tables, advice and forecasts as answers show them. */
final class PerformanceJson {
    private PerformanceJson() {}

    static Map<String, Object> of(StatementReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("source", report.source());
        answer.put("from", report.from().toString());
        answer.put("to", report.to().toString());
        answer.put("totalMillis", Millis.of(report.total()));
        answer.put("slowestMillis", report.slowest().map(Millis::of).orElse(null));
        answer.put(
                "statements",
                report.statements().stream().map(PerformanceJson::of).toList());
        answer.put("remarks", report.remarks());
        return answer;
    }

    private static Map<String, Object> of(Statement statement) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", statement.id());
        answer.put("node", statement.node());
        answer.put("text", statement.text());
        answer.put("calls", statement.calls());
        answer.put("totalMillis", Millis.of(statement.time()));
        answer.put("meanMillis", Millis.of(statement.mean()));
        answer.put("meanMillisBefore", statement.before().map(Millis::of).orElse(null));
        answer.put("share", statement.share());
        answer.put("rows", statement.work().rows());
        answer.put("blocksHit", statement.work().blocksHit());
        answer.put("blocksRead", statement.work().blocksRead());
        answer.put("blocksSpilled", statement.work().blocksSpilled());
        answer.put("walBytes", statement.work().walBytes());
        answer.put("plan", statement.plan());
        answer.put("advice", statement.advice());
        return answer;
    }

    static Map<String, Object> tables(List<TableReport> tables) {
        return Map.of("tables", tables.stream().map(PerformanceJson::of).toList());
    }

    private static Map<String, Object> of(TableReport table) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("table", table.table());
        answer.put("partitions", table.partitions());
        answer.put("bytes", table.bytes());
        answer.put("indexBytes", table.indexBytes());
        answer.put("rows", table.rows());
        answer.put("deadRows", table.deadRows());
        answer.put("airBytes", table.airBytes() < 0 ? null : table.airBytes());
        answer.put("changedRows", table.changedRows());
        answer.put("vacuumed", table.vacuumed().map(Instant::toString).orElse(null));
        answer.put("analyzed", table.analyzed().map(Instant::toString).orElse(null));
        answer.put("freezeAge", table.freezeAge());
        return answer;
    }

    static Map<String, Object> of(AdviceReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("advice", report.advice().stream().map(AdviceJson::of).toList());
        answer.put("remarks", report.remarks());
        return answer;
    }

    static Map<String, Object> of(ForecastReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "forecasts",
                report.forecasts().stream().map(PerformanceJson::of).toList());
        answer.put("remarks", report.remarks());
        return answer;
    }

    private static Map<String, Object> of(Forecast forecast) {
        var error = new LinkedHashMap<String, Object>();
        error.put("mean", forecast.error().mean());
        error.put("repeated", forecast.error().repeated());
        error.put("actual", forecast.error().actual());
        error.put("hours", forecast.error().hours());
        var answer = new LinkedHashMap<String, Object>();
        answer.put("figure", forecast.figure());
        answer.put("kind", forecast.kind().name().toLowerCase(Locale.ROOT));
        answer.put("unit", forecast.unit());
        answer.put("last", forecast.last());
        answer.put("method", forecast.method().name().toLowerCase(Locale.ROOT));
        answer.put("error", error);
        answer.put("knownHours", forecast.known().toHours());
        answer.put("points", forecast.points().stream().map(PerformanceJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(Forecast.Point point) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("hour", point.hour().toString());
        answer.put("expected", point.expected());
        answer.put("low", point.low());
        answer.put("high", point.high());
        return answer;
    }
}
