package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.State;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An Alertmanager, which groups, silences and routes by itself, and takes an alert for resolved that it is not told of any
 * more.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/clients/">Sending alerts</a>
 */
final class Alertmanager implements Destination {
    private final Posting posting;
    private final String instance;
    private final Json json;

    Alertmanager(Posting posting, String instance, Json json) {
        this.posting = posting;
        this.instance = instance;
        this.json = json;
    }

    @Override
    public String name() {
        return "alertmanager " + posting.place();
    }

    @Override
    public void deliver(String key, List<Notice> notices) throws IOException {
        posting.post(json.write(notices.stream().map(it -> of(it.alert())).toList()), Map.of());
    }

    private Map<String, Object> of(Alert alert) {
        var labels = new TreeMap<String, String>(alert.labels());
        labels.put("alertname", alert.rule());
        labels.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        labels.put("instance", instance);
        var body = new LinkedHashMap<String, Object>();
        body.put("labels", labels);
        body.put("annotations", Map.of("summary", alert.condition() + ", now " + alert.value()));
        body.put("startsAt", alert.since().toString());
        if (alert.state() == State.RESOLVED) {
            body.put("endsAt", alert.changed().toString());
        }
        return body;
    }
}
