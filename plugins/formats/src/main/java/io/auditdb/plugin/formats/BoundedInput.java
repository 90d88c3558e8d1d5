package io.auditdb.plugin.formats;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * Input that is unpacked when it is gzip, and that fails when one record or the whole is larger than allowed. Closing it
 * frees the unpacker and leaves the caller's stream open.
 */
final class BoundedInput extends FilterInputStream {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final InputLimits limits;
    private long total;
    private long sinceRecord;

    private BoundedInput(InputStream in, InputLimits limits) {
        super(in);
        this.limits = limits;
    }

    static BoundedInput open(InputStream in, InputLimits limits) throws IOException {
        var start = new PushbackInputStream(in, 2);
        int first = start.read();
        int second = first < 0 ? -1 : start.read();
        if (second >= 0) {
            start.unread(second);
        }
        if (first >= 0) {
            start.unread(first);
        }
        boolean packed = first == GZIP_FIRST && second == GZIP_SECOND;
        return new BoundedInput(packed ? new Unpacker(start) : start, limits);
    }

    /** Starts counting a new record. */
    void nextRecord() {
        sinceRecord = 0;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public void close() throws IOException {
        if (in instanceof Unpacker) {
            in.close();
        }
    }

    private void count(int bytes) throws InputLimitException {
        total += bytes;
        sinceRecord += bytes;
        if (sinceRecord > limits.maxRecordSize().bytes()) {
            throw new InputLimitException("the record is larger than " + limits.maxRecordSize() + " ("
                    + limits.section() + ".max-record-size)");
        }
        if (total > limits.maxInputSize().bytes()) {
            throw new InputLimitException("the input is larger than " + limits.maxInputSize() + " uncompressed ("
                    + limits.section() + ".max-input-size)");
        }
    }

    /** A limit was reached; the message says which. */
    static final class InputLimitException extends IOException {
        private static final long serialVersionUID = 1L;

        InputLimitException(String message) {
            super(message);
        }
    }

    private static final class Unpacker extends GZIPInputStream {
        Unpacker(InputStream in) throws IOException {
            super(in);
        }

        @Override
        public void close() {
            inf.end();
        }
    }
}
