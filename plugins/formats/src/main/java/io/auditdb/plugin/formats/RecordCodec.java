package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** A format of records that are found, read and written one by one, plain or gzip; a record a line when it is written. */
abstract class RecordCodec implements Codec {
    private final RecordSettings settings;
    private final InputLimits limits;

    /** {@code section} is where the configuration has the settings. */
    RecordCodec(RecordSettings settings, String section) {
        this.settings = requireNonNull(settings, "settings is null");
        this.limits = new InputLimits(section, settings.maxRecordSize(), settings.maxInputSize());
    }

    @Override
    public final Stream<Decoded> decode(InputStream in, String tenant) {
        requireNonNull(in, "in is null");
        return new RecordReader(in, limits, this::opened, reader(tenant)).stream();
    }

    private Iterator<Object> opened(InputStream in) {
        try {
            return records(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds the records of an input that is unpacked. */
    abstract Iterator<Object> records(InputStream in) throws IOException;

    /** Returns what makes an event of a record and its number, or names its faults; for one input. */
    abstract BiFunction<Long, Object, Decoded> reader(String tenant);

    final int maxIdLength() {
        return settings.maxIdLength();
    }

    @Override
    public final boolean encodes() {
        return true;
    }

    @Override
    public final void encode(Stream<RecordedEvent> events, OutputStream out) {
        Writer writer = writer();
        Iterator<RecordedEvent> iterator = events.iterator();
        try {
            while (iterator.hasNext()) {
                writer.write(iterator.next(), out);
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a record, without an end of line. */
    interface Writer {
        void write(RecordedEvent event, OutputStream out) throws IOException;
    }

    /** Returns what writes records; for one thread. */
    abstract Writer writer();
}
