package io.auditdb.client;

import io.auditdb.api.error.Fault;
import io.auditdb.api.operations.QuarantinedInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Input that could not become events, and what becomes of it. Throws as {@link AuditDbClient} does; changes are never repeated
 * by themselves. Safe for use by many threads.
 */
public final class QuarantineOperations {
    private static final String QUARANTINE = "/v1/quarantine";

    private final Transport transport;

    QuarantineOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns what is kept, without its content, oldest first; at most {@code limit}. */
    public List<QuarantinedInput> list(int limit) {
        String parameters = new QueryString().add("limit", limit).toString();
        try (Answer answer = transport.send(Call.get(QUARANTINE + parameters))) {
            return answer.json(json -> RetentionAnswers.list(json, "inputs", QuarantineOperations::input));
        }
    }

    /** Returns one with its content. */
    public QuarantinedInput find(UUID id) {
        try (Answer answer = transport.send(Call.get(QUARANTINE + "/" + id))) {
            return answer.json(QuarantineOperations::input);
        }
    }

    /** Reads it again and stores its events; returns their ids. */
    public List<UUID> release(UUID id) {
        try (Answer answer = change(id, "release", Map.of())) {
            return answer.json(
                    json -> json.texts("events").stream().map(UUID::fromString).toList());
        }
    }

    /** Deletes it for good. */
    public void discard(UUID id, String reason) {
        change(id, "discard", Map.of("reason", reason)).close();
    }

    private Answer change(UUID id, String what, Map<String, Object> body) {
        return transport.send(Call.post(QUARANTINE + "/" + id + "/" + what).sending(Call.JSON, JsonText.write(body)));
    }

    private static QuarantinedInput input(JsonObject json) {
        return new QuarantinedInput(
                json.id("id"),
                json.time("receivedAt"),
                json.required("tenant"),
                json.required("format"),
                json.required("origin"),
                json.number("bytes"),
                Optional.ofNullable(json.text("content")),
                RetentionAnswers.list(json, "faults", it -> new Fault(it.text("path"), it.required("problem"))));
    }
}
