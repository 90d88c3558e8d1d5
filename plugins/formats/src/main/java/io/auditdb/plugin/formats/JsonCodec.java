package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A format of JSON objects, one a line or all in an array, plain or gzip. Writes one a line. */
abstract class JsonCodec implements Codec {
    private final Json json;
    private final RecordSettings settings;
    private final InputLimits limits;

    /** {@code section} is where the configuration has the settings. */
    JsonCodec(Json json, RecordSettings settings, String section) {
        this.json = requireNonNull(json, "json is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.limits = new InputLimits(section, settings.maxRecordSize(), settings.maxInputSize());
    }

    @Override
    public final Stream<Decoded> decode(InputStream in, String tenant) {
        requireNonNull(in, "in is null");
        return new RecordReader(in, limits, this::records, (number, record) -> decode(number, record, tenant)).stream();
    }

    private Iterator<Object> records(InputStream in) {
        try {
            return new JsonRecords(in, json).iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Decoded decode(long number, Object record, String tenant) {
        if (record instanceof TextLines.Malformed line) {
            return Decoded.faulty(number, line.faults());
        }
        if (!(record instanceof Map<?, ?> object)) {
            return Decoded.faulty(number, List.of(new Fault("", "a record must be an object")));
        }
        return decode(number, new Members(object, settings.maxIdLength()), tenant);
    }

    /** Makes an event of a record, or names its faults. */
    abstract Decoded decode(long number, Members record, String tenant);

    @Override
    public final boolean encodes() {
        return true;
    }

    @Override
    public final void encode(Stream<RecordedEvent> events, OutputStream out) {
        Iterator<RecordedEvent> iterator = events.iterator();
        try {
            while (iterator.hasNext()) {
                json.write(record(iterator.next()), out);
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a record of an event. */
    abstract Map<String, Object> record(RecordedEvent event);

    final Json json() {
        return json;
    }
}
