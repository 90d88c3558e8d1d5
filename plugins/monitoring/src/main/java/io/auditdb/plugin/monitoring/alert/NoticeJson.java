package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Silence;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Alerts as outsiders see them. */
final class NoticeJson {
    private NoticeJson() {}

    static Map<String, Object> of(Notice notice) {
        var json = new LinkedHashMap<String, Object>();
        json.put("event", notice.kind().name().toLowerCase(Locale.ROOT));
        json.putAll(of(notice.alert()));
        return json;
    }

    static Map<String, Object> of(Alert alert) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", alert.id());
        json.put("rule", alert.rule());
        json.put("condition", alert.condition());
        json.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        json.put("labels", alert.labels());
        json.put("state", alert.state().name().toLowerCase(Locale.ROOT));
        json.put("value", Double.isFinite(alert.value()) ? alert.value() : null);
        json.put("since", alert.since().toString());
        json.put("changed", alert.changed().toString());
        json.put(
                "acknowledged",
                alert.acknowledged()
                        .map(it -> Map.of("by", it.by(), "at", it.at().toString(), "note", it.note()))
                        .orElse(null));
        json.put("silenced", alert.silenced());
        return json;
    }

    static Map<String, Object> of(Silence silence) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", silence.id());
        json.put("rule", silence.rule().orElse(null));
        json.put("labels", silence.labels());
        json.put("until", silence.until().toString());
        json.put("by", silence.by());
        json.put("reason", silence.reason());
        return json;
    }
}
