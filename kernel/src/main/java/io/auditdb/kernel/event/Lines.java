package io.auditdb.kernel.event;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.bytes.ByteBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8. They are cut as bytes, so that one that is not UTF-8, or too long, does not take its neighbours with
 * it. For one thread.
 */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteBuilder line = new ByteBuilder(1024);
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int start;
    private int end;

    Lines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the next line without its end, or null when there is none.
     *
     * @throws AuditDbException {@code TOO_LARGE}; the next call gives the line after it
     * @throws CharacterCodingException when the line is not UTF-8; the next call gives the line after it
     */
    String next() throws IOException {
        line.reset();
        boolean tooLong = false;
        boolean ended = false;
        while (!ended) {
            if (start == end && !fill()) {
                if (line.size() == 0 && !tooLong) {
                    return null;
                }
                break;
            }
            int newline = start;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            ended = newline < end;
            tooLong |= line.size() + (newline - start) > maxBytes;
            if (!tooLong) {
                line.write(buffer, start, newline - start);
            }
            start = ended ? newline + 1 : end;
        }
        if (tooLong) {
            throw new AuditDbException(StandardErrorCode.TOO_LARGE, "The line is longer than " + maxBytes + " bytes");
        }
        return text();
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private String text() throws CharacterCodingException {
        byte[] bytes = line.array();
        for (int i = 0; i < line.size(); i++) {
            if (bytes[i] < 0) {
                return utf8.decode(ByteBuffer.wrap(bytes, 0, line.size())).toString();
            }
        }
        return new String(bytes, 0, line.size(), StandardCharsets.US_ASCII);
    }
}
