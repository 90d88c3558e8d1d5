package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.plugin.formats.BoundedInput.InputLimitException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.ZipException;

/** Reads the records of one file, each when it is asked for. For one thread. */
final class CloudTrailReader implements Iterator<Decoded> {
    private final Json json;
    private final InputStream source;
    private final CloudTrailSettings limits;
    private final String tenant;

    private BoundedInput input;
    private Iterator<Object> records;
    private long number;
    private Decoded ahead;
    private boolean ended;

    CloudTrailReader(Json json, InputStream source, CloudTrailSettings limits, String tenant) {
        this.json = json;
        this.source = source;
        this.limits = limits;
        this.tenant = tenant;
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
                records = json.elements(input, "Records");
            }
            input.nextRecord();
            if (records.hasNext()) {
                Object record = records.next();
                return CloudTrailRecord.decode(++number, record, tenant, limits.maxIdLength());
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
