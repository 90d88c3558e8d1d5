package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.plugin.formats.BoundedInput.InputLimitException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipException;

/** Reads the records of one file, each when it is asked for. For one thread. */
final class RecordReader implements Iterator<Decoded> {
    private final InputStream source;
    private final InputLimits limits;
    private final Function<InputStream, Iterator<Object>> opener;
    private final BiFunction<Long, Object, Decoded> decoder;

    private BoundedInput input;
    private Iterator<Object> records;
    private long number;
    private Decoded ahead;
    private boolean ended;

    /**
     * Reads records from a source.
     *
     * @param opener finds the records in the unpacked input
     * @param decoder makes an event of a record and its number, or names its faults
     */
    RecordReader(
            InputStream source,
            InputLimits limits,
            Function<InputStream, Iterator<Object>> opener,
            BiFunction<Long, Object, Decoded> decoder) {
        this.source = source;
        this.limits = limits;
        this.opener = opener;
        this.decoder = decoder;
    }

    /** Returns the records as a codec has to. */
    Stream<Decoded> stream() {
        var items = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(items, false).onClose(this::close);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public Decoded next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Decoded item = ahead;
        ahead = null;
        return item;
    }

    /** Frees what unpacks the input; the input itself stays open. */
    void close() {
        ended = true;
        if (input != null) {
            try {
                input.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Decoded read() {
        try {
            if (records == null) {
                input = BoundedInput.open(source, limits);
                records = opener.apply(input);
            }
            input.nextRecord();
            if (records.hasNext()) {
                Object record = records.next();
                return decoder.apply(++number, record);
            }
            close();
            return null;
        } catch (AuditDbException e) {
            if (e.code() != StandardErrorCode.MALFORMED_INPUT) {
                throw e;
            }
            return last(e.faults());
        } catch (UncheckedIOException e) {
            return unreadable(e.getCause());
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** Bad bytes are the record's fault; a source that breaks (a closed connection, a bad disk) is not. */
    private Decoded unreadable(IOException e) {
        if (e instanceof InputLimitException) {
            return last(List.of(new Fault("", e.getMessage())));
        }
        if (e instanceof ZipException || e instanceof EOFException) {
            return last(List.of(new Fault("", "the gzip data is damaged or cut off")));
        }
        throw new UncheckedIOException(e);
    }

    private Decoded last(List<Fault> faults) {
        close();
        return Decoded.faulty(number + 1, faults);
    }
}
