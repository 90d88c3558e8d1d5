package io.auditdb.kernel.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads lines of UTF-8, none longer than an event can be. For one thread. */
final class EvidenceLines {
    private static final int MAX_LINE_BYTES = 64 << 20;

    private final InputStream in;
    private long number;
    private boolean ended;

    /** Reads from a stream that is buffered. */
    EvidenceLines(InputStream in) {
        this.in = in;
    }

    /** Returns the number of the line that was read last. */
    long number() {
        return number;
    }

    /**
     * Returns the next line, or null after the last.
     *
     * @throws IllegalArgumentException when it is too long or not UTF-8
     */
    String next() throws IOException {
        int next = ended ? -1 : in.read();
        if (next < 0) {
            ended = true;
            return null;
        }
        number++;
        var line = new ByteArrayOutputStream(1024);
        for (; next >= 0 && next != '\n'; next = in.read()) {
            add(line, next);
        }
        return text(line.toByteArray());
    }

    /** Returns everything that is left, as one text. */
    String rest() throws IOException {
        var rest = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            add(rest, next);
        }
        ended = true;
        return text(rest.toByteArray());
    }

    private void add(ByteArrayOutputStream text, int next) {
        if (text.size() == MAX_LINE_BYTES) {
            ended = true;
            throw new IllegalArgumentException("is too long");
        }
        text.write(next);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        }
    }
}
