package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** A format of JSON objects, one a line or all in an array. */
abstract class JsonCodec extends RecordCodec {
    private final Json json;

    /** {@code section} is where the configuration has the settings. */
    JsonCodec(Json json, RecordSettings settings, String section) {
        super(settings, section);
        this.json = requireNonNull(json, "json is null");
    }

    @Override
    final Iterator<Object> records(InputStream in) throws IOException {
        return new JsonRecords(in, json).iterator();
    }

    @Override
    final BiFunction<Long, Object, Decoded> reader(String tenant) {
        return (number, record) -> decode(number, record, tenant);
    }

    private Decoded decode(long number, Object record, String tenant) {
        if (record instanceof TextLines.Malformed line) {
            return Decoded.faulty(number, line.faults());
        }
        if (!(record instanceof Map<?, ?> object)) {
            return Decoded.faulty(number, List.of(new Fault("", "a record must be an object")));
        }
        return decode(number, new Members(object, maxIdLength()), tenant);
    }

    /** Makes an event of a record, or names its faults. */
    abstract Decoded decode(long number, Members record, String tenant);

    @Override
    final Writer writer() {
        return (event, out) -> json.write(record(event), out);
    }

    /** Makes a record of an event. */
    abstract Map<String, Object> record(RecordedEvent event);

    final Json json() {
        return json;
    }
}
