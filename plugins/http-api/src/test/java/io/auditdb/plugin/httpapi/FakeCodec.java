package io.auditdb.plugin.httpapi;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.json.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Reads just enough of an event: {@code action}, {@code tenant}, {@code id}; remarks on the action {@code odd}. */
record FakeCodec(String format, Set<String> mediaTypes, Json json) implements Codec {
    private static final Set<String> KNOWN = Set.of("id", "tenant", "action", "occurredAt", "status");

    @Override
    public Set<String> personalPaths() {
        return Set.of();
    }

    @Override
    public Stream<Decoded> decode(InputStream in, String tenant) {
        return format.equals("json") ? document(in, tenant) : lines(in, tenant);
    }

    private Stream<Decoded> document(InputStream in, String tenant) {
        Object value;
        try {
            value = json.read(in);
        } catch (AuditDbException e) {
            return Stream.of(Decoded.faulty(1, e.faults()));
        }
        List<?> elements = value instanceof List<?> array ? array : List.of(value == null ? "null" : value);
        var number = new AtomicLong();
        return elements.stream().map(element -> event(number.incrementAndGet(), element, tenant));
    }

    private Stream<Decoded> lines(InputStream in, String tenant) {
        var number = new AtomicLong();
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .lines()
                .map(line -> {
                    long record = number.incrementAndGet();
                    try {
                        return event(record, json.read(line), tenant);
                    } catch (AuditDbException e) {
                        return Decoded.faulty(record, e.faults());
                    }
                });
    }

    private static Decoded event(long record, Object value, String tenant) {
        if (!(value instanceof Map<?, ?> object)) {
            return Decoded.faulty(record, List.of(new Fault("", "must be an object")));
        }
        List<Fault> unknown = object.keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .map(name -> new Fault("/" + name, "is not a member of an event"))
                .toList();
        if (!unknown.isEmpty()) {
            return Decoded.faulty(record, unknown);
        }
        String id = (String) object.get("id");
        return Decoded.of(
                record,
                AuditEvent.builder()
                        .id(id == null ? null : UUID.fromString(id))
                        .tenant(object.get("tenant") instanceof String own ? own : tenant)
                        .action((String) object.get("action"))
                        .occurredAt(OffsetDateTime.parse("2026-03-01T10:00Z"))
                        .status(Status.SUCCESS)
                        .build(),
                "odd".equals(object.get("action")) ? List.of(new Fault("/action", "is odd")) : List.of());
    }
}
