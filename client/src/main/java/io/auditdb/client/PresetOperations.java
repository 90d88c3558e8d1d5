package io.auditdb.client;

import io.auditdb.api.event.PresetDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Presets of events. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe for use by many
 * threads.
 */
public final class PresetOperations {
    private static final String PRESETS = "/v1/presets";

    private final Transport transport;

    PresetOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns the presets of the caller's tenants and of every tenant, by name and tenant. */
    public List<PresetDefinition> list() {
        try (Answer answer = transport.send(Call.get(PRESETS))) {
            return answer.json(json -> RetentionAnswers.list(json, "presets", PresetOperations::preset));
        }
    }

    /** Adds a preset, or puts it in the place of the one with its name and tenant. */
    public void put(PresetDefinition preset) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", preset.name());
        json.put("tenant", preset.tenant());
        json.put("action", preset.action());
        json.put("defaults", preset.defaults());
        json.put("required", preset.required());
        json.put("description", preset.description());
        transport
                .send(Call.post(PRESETS).sending(Call.JSON, JsonText.write(json)))
                .close();
    }

    /** Removes a preset. */
    public void remove(String tenant, String name) {
        String parameters = new QueryString().add("tenant", tenant).toString();
        transport
                .send(Call.delete(PRESETS + "/" + QueryString.encode(name) + parameters))
                .close();
    }

    private static PresetDefinition preset(JsonObject json) {
        Map<String, String> defaults = new LinkedHashMap<>();
        json.requiredObject("defaults")
                .members()
                .forEach((name, value) -> defaults.put(String.valueOf(name), String.valueOf(value)));
        return new PresetDefinition(
                json.required("name"),
                json.required("tenant"),
                json.required("action"),
                defaults,
                json.texts("required"),
                json.text("description") == null ? "" : json.text("description"));
    }
}
