package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An event inside a record of another format, as the platform itself writes it, so that nothing is lost of one that the format
 * has no words for.
 */
final class CarriedEvent {
    /** What a member of a record that holds one is called, where it needs a name or a URI. */
    static final String NAME = "urn:audit-db:event";

    /** What the platform adds, and nobody may state. */
    private static final Set<String> ADDED = Set.of("recordedAt", "receipt", "redacted");

    private final Json json;
    private final Supplier<Codec> lines;

    /** {@code lines} is the platform's own format, an event a line; asked for when it is needed. */
    CarriedEvent(Json json, Supplier<Codec> lines) {
        this.json = json;
        this.lines = lines;
    }

    /** What the application stated, as JSON. */
    String write(RecordedEvent recorded) {
        var out = new ByteArrayOutputStream();
        lines.get().encode(Stream.of(recorded), out);
        var stated = new LinkedHashMap<String, Object>();
        if (json.read(out.toString(StandardCharsets.UTF_8)) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> stated.put(String.valueOf(name), value));
        }
        stated.keySet().removeAll(ADDED);
        return json.write(stated);
    }

    /** The event of a record, or its faults; null when there is nothing of the kind. */
    Decoded read(long number, String line, String tenant) {
        var bytes = new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8));
        try (Stream<Decoded> events = lines.get().decode(bytes, tenant)) {
            return events.findFirst()
                    .map(event -> new Decoded(number, event.event(), event.faults(), event.remarks()))
                    .orElse(null);
        }
    }
}
