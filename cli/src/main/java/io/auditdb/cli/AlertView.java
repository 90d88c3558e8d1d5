package io.auditdb.cli;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alert.State;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows alerts and silences. */
final class AlertView {
    private final RootCommand root;
    private final boolean json;

    AlertView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void showAlerts(List<Alert> alerts) {
        if (json) {
            root.printJson(Map.of("alerts", alerts.stream().map(AlertView::of).toList()));
            return;
        }
        var table = new Table(
                root.surroundings().out(),
                "ID",
                "SEVERITY",
                "STATE",
                "RULE",
                "ABOUT",
                "VALUE",
                "SINCE",
                "LOOKED AFTER BY");
        for (Alert alert : alerts) {
            table.row(
                    alert.id(),
                    text(alert.severity()),
                    text(alert.state()) + (alert.silenced() ? ", silenced" : ""),
                    alert.rule(),
                    labels(alert.labels()),
                    Double.isNaN(alert.value()) ? "-" : Double.toString(alert.value()),
                    alert.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                    alert.acknowledged().map(Acknowledgement::by).orElse("-"));
        }
        table.flush();
        long firing = alerts.stream().filter(it -> it.state() == State.FIRING).count();
        root.print(Text.count(firing, "alert") + " firing.");
    }

    void showSilences(List<Silence> silences) {
        if (json) {
            root.printJson(
                    Map.of("silences", silences.stream().map(AlertView::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "ID", "RULE", "ABOUT", "UNTIL", "BY", "REASON");
        for (Silence silence : silences) {
            table.row(
                    silence.id(),
                    silence.rule().orElse("all"),
                    labels(silence.labels()),
                    silence.until().truncatedTo(ChronoUnit.SECONDS).toString(),
                    silence.by(),
                    silence.reason());
        }
        table.flush();
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? "-"
                : labels.entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> of(Alert alert) {
        return Views.object(
                "id", alert.id(),
                "rule", alert.rule(),
                "condition", alert.condition(),
                "severity", text(alert.severity()),
                "labels", alert.labels(),
                "state", text(alert.state()),
                "value", Double.isNaN(alert.value()) ? null : alert.value(),
                "since", alert.since().toString(),
                "changed", alert.changed().toString(),
                "acknowledged",
                        alert.acknowledged()
                                .map(it -> Views.object(
                                        "by", it.by(), "at", it.at().toString(), "note", it.note()))
                                .orElse(null),
                "silenced", alert.silenced());
    }

    static Map<String, Object> of(Silence silence) {
        return Views.object(
                "id", silence.id(),
                "rule", silence.rule().orElse(null),
                "labels", silence.labels(),
                "until", silence.until().toString(),
                "by", silence.by(),
                "reason", silence.reason());
    }
}
