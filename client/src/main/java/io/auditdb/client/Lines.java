package io.auditdb.client;

import io.auditdb.api.plugin.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of an NDJSON answer, each when it is asked for and none larger than the limit; blank ones are left out. */
final class Lines implements Iterator<byte[]> {
    private final InputStream in;
    private final DataSize limit;
    private byte[] ahead;
    private boolean ended;

    /** {@code in} should be buffered. */
    Lines(InputStream in, DataSize limit) {
        this.in = in;
        this.limit = limit;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && !ended) {
            byte[] line = line();
            ahead = line.length == 0 ? null : line;
        }
        return ahead != null;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] line = ahead;
        ahead = null;
        return line;
    }

    private byte[] line() {
        var line = new ByteArrayOutputStream();
        try {
            int next = in.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                if (line.size() > limit.bytes()) {
                    throw Answer.unexpected("a line is larger than " + limit + " (maxAnswerSize)", null);
                }
                next = in.read();
            }
            ended = next < 0;
            return line.toByteArray();
        } catch (IOException e) {
            ended = true;
            throw Answer.broken(e);
        }
    }
}
