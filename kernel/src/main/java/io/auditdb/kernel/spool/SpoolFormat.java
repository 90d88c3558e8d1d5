package io.auditdb.kernel.spool;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.event.EventJson;
import io.auditdb.kernel.event.EventReader;
import io.auditdb.kernel.event.Microseconds;
import io.auditdb.kernel.ingest.AcceptedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accepted events as bytes: for each, its time of acceptance in microseconds, and the JSON that outsiders see, of the
 * details apart from the rest, because both may nest as deep as JSON may. Safe for use by many threads.
 */
final class SpoolFormat {
    private static final String DETAILS = "details";
    private static final int TYPICAL_BYTES = 1024;

    private final Json json;

    SpoolFormat(Json json) {
        this.json = json;
    }

    SpooledEvents write(List<AcceptedEvent> events) {
        var bytes = new ByteBuilder(TYPICAL_BYTES * events.size());
        for (AcceptedEvent accepted : events) {
            Map<String, Object> members = EventJson.of(accepted.event());
            Object details = members.remove(DETAILS);
            bytes.int64(Microseconds.of(accepted.recordedAt()));
            text(bytes, json.write(members));
            text(bytes, details == null ? "" : json.write(details));
        }
        return new SpooledEvents(
                events.get(0).recordedAt().truncatedTo(ChronoUnit.MILLIS), events.size(), bytes.toByteArray());
    }

    List<AcceptedEvent> read(SpooledEvents spooled) {
        var bytes = ByteBuffer.wrap(spooled.events());
        var events = new ArrayList<AcceptedEvent>(spooled.count());
        while (bytes.hasRemaining()) {
            long recordedAt = bytes.getLong();
            events.add(new AcceptedEvent(
                    event(text(bytes), text(bytes)), Instant.EPOCH.plus(recordedAt, ChronoUnit.MICROS)));
        }
        return events;
    }

    private AuditEvent event(String members, String details) {
        var event = new HashMap<Object, Object>((Map<?, ?>) json.read(members));
        if (!details.isEmpty()) {
            event.put(DETAILS, json.read(details));
        }
        return EventReader.stored(event);
    }

    private static void text(ByteBuilder bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.int32(utf8.length);
        bytes.write(utf8);
    }

    private static String text(ByteBuffer bytes) {
        byte[] utf8 = new byte[bytes.getInt()];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
