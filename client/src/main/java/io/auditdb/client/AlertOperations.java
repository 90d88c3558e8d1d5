package io.auditdb.client;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.Severity;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alert.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What operators do about alerts. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe for
 * use by many threads.
 */
public final class AlertOperations {
    private static final String ALERTS = "/v1/alerts";
    private static final String SILENCES = ALERTS + "/silences";
    private static final BigDecimal MILLIS_OF_MINUTE = BigDecimal.valueOf(60_000);

    private final Transport transport;

    AlertOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns the alerts of the instance that answers: worst first, then newest first. */
    public List<Alert> list() {
        try (Answer answer = transport.send(Call.get(ALERTS))) {
            return answer.json(json -> json.array("alerts").stream()
                    .map(JsonObject::of)
                    .map(AlertOperations::alert)
                    .toList());
        }
    }

    /** Says that the bearer of the token looks after one that fires. */
    public Alert acknowledge(String id, String note) {
        Call call = Call.post(ALERTS + "/" + QueryString.encode(id) + "/acknowledge")
                .sending(Call.JSON, JsonText.write(Map.of("note", note)));
        try (Answer answer = transport.send(call)) {
            return answer.json(AlertOperations::alert);
        }
    }

    /** Returns the silences that have not ended. */
    public List<Silence> silences() {
        try (Answer answer = transport.send(Call.get(SILENCES))) {
            return answer.json(json -> json.array("silences").stream()
                    .map(JsonObject::of)
                    .map(AlertOperations::silence)
                    .toList());
        }
    }

    /** Keeps alerts of a rule, or of all, with these labels from being delivered for a while. */
    public Silence silence(Optional<String> rule, Map<String, String> labels, Duration time, String reason) {
        var body = new LinkedHashMap<String, Object>();
        rule.ifPresent(it -> body.put("rule", it));
        body.put("labels", labels);
        body.put("minutes", BigDecimal.valueOf(time.toMillis()).divide(MILLIS_OF_MINUTE, MathContext.DECIMAL64));
        body.put("reason", reason);
        Call call = Call.post(SILENCES).sending(Call.JSON, JsonText.write(body));
        try (Answer answer = transport.send(call)) {
            return answer.json(AlertOperations::silence);
        }
    }

    /** Ends a silence. */
    public void endSilence(String id) {
        transport.send(Call.delete(SILENCES + "/" + QueryString.encode(id))).close();
    }

    private static Alert alert(JsonObject json) {
        return new Alert(
                json.required("id"),
                json.required("rule"),
                json.required("condition"),
                Severity.valueOf(json.required("severity").toUpperCase(Locale.ROOT)),
                new TreeMap<>(labels(json)),
                State.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.has("value") ? json.decimal("value").doubleValue() : Double.NaN,
                json.time("since"),
                json.time("changed"),
                json.object("acknowledged")
                        .map(it -> new Acknowledgement(it.required("by"), it.time("at"), it.required("note"))),
                json.truth("silenced"));
    }

    private static Silence silence(JsonObject json) {
        return new Silence(
                json.required("id"),
                Optional.ofNullable(json.text("rule")),
                labels(json),
                json.time("until"),
                json.required("by"),
                json.required("reason"));
    }

    private static Map<String, String> labels(JsonObject json) {
        JsonObject labels = json.requiredObject("labels");
        var texts = new TreeMap<String, String>();
        labels.members().keySet().forEach(name -> texts.put((String) name, labels.required((String) name)));
        return texts;
    }
}
