package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.DataSize;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The body of a request: decompressed, and bounded both in size and in how far it may expand. */
final class RequestBody extends InputStream {
    /** Small bodies expand as far as they like: what this many bytes can become does no harm. */
    private static final long EXPANSION_FREE_OF_CHECK = 1 << 20;

    private final Received received;
    private final InputStream content;
    private final boolean compressed;
    private final long limit;
    private final int maxExpansion;
    private long count;

    /**
     * Starts to read.
     *
     * @param received the bytes of the connection
     * @param compressed whether they are gzip
     * @param limit the most bytes to hand out
     */
    RequestBody(Received received, boolean compressed, long limit, int maxExpansion) {
        this.received = received;
        this.compressed = compressed;
        this.limit = limit;
        this.maxExpansion = maxExpansion;
        try {
            this.content = compressed ? new GZIPInputStream(received, 8192) : received;
        } catch (ZipException | EOFException e) {
            throw notGzip(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = content.read(bytes, offset, length);
            if (read < 0 && received.failed()) {
                throw new IOException("the connection failed before the end of the body");
            }
            count += Math.max(0, read);
            if (count > limit) {
                throw tooLarge(limit);
            }
            checkExpansion();
            return read;
        } catch (ZipException | EOFException e) {
            throw notGzip(e);
        }
    }

    @Override
    public int available() throws IOException {
        return compressed ? content.available() : received.in.available();
    }

    private void checkExpansion() {
        if (compressed && count > EXPANSION_FREE_OF_CHECK && count / maxExpansion > received.count()) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE,
                    "The body expands to more than " + maxExpansion
                            + " times its compressed size (http.max-expansion); send it less compressed");
        }
    }

    /** Says that a body is larger than its limit. */
    static AuditDbException tooLarge(long limit) {
        return new AuditDbException(
                StandardErrorCode.TOO_LARGE,
                "The body is larger than " + new DataSize(limit) + " (http.max-body); send it in several requests");
    }

    private RuntimeException notGzip(IOException e) {
        if (received.failed()) {
            return new UncheckedIOException(e);
        }
        return new AuditDbException(
                StandardErrorCode.MALFORMED_INPUT, "The body is not complete and correct gzip, as announced", e);
    }

    /** What comes from the connection: counted, and whether reading it failed remembered. */
    static final class Received extends InputStream {
        private final InputStream in;
        private long count;
        private boolean failed;

        Received(InputStream in) {
            this.in = in;
        }

        long count() {
            return count;
        }

        boolean failed() {
            return failed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = in.read(bytes, offset, length);
                count += Math.max(0, read);
                return read;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        /** GZIPInputStream asks this to learn whether another member follows, and must not take a pause for the end. */
        @Override
        public int available() {
            return 1;
        }
    }
}
