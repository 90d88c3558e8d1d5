package io.auditdb.plugin.httpapi;

import io.auditdb.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Events as CSV (RFC 4180), one column per member and details as JSON. A cell that a spreadsheet would take for a
 * formula is preceded by an apostrophe.
 */
final class EventCsv {
    static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    private static final List<String> COLUMNS = List.of(
            "id",
            "tenant",
            "occurredAt",
            "action",
            "status",
            "principal.id",
            "principal.type",
            "principal.name",
            "subject.id",
            "subject.type",
            "target.type",
            "target.id",
            "purpose",
            "outcome",
            "correlationId",
            "session.id",
            "session.ip",
            "session.userAgent",
            "source",
            "classification",
            "retentionPolicy",
            "recordedAt",
            "receipt",
            "redacted",
            "details");

    private static final String FORMULA_STARTS = "=+-@\t\r\n";
    private static final String NEEDS_QUOTES = ",\"\r\n";

    private final Json json;

    EventCsv(Json json) {
        this.json = json;
    }

    String header() {
        return String.join(",", COLUMNS) + "\r\n";
    }

    String row(Map<String, Object> event) {
        return COLUMNS.stream().map(column -> cell(value(event, column))).collect(Collectors.joining(",", "", "\r\n"));
    }

    private String value(Map<String, Object> event, String column) {
        int dot = column.indexOf('.');
        Object value = event.get(dot < 0 ? column : column.substring(0, dot));
        if (dot >= 0 && value instanceof Map<?, ?> object) {
            value = object.get(column.substring(dot + 1));
        }
        if (value instanceof List<?> names) {
            return names.stream().map(Object::toString).collect(Collectors.joining(" "));
        }
        return value == null ? "" : value instanceof String text ? text : json.write(value);
    }

    private static String cell(String text) {
        String safe = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0) ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
