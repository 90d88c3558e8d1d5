package io.auditdb.plugin.atna;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Messages in a stream, each after its length in bytes and a space (RFC 5425, 4.3). For one thread. */
final class FrameReader {
    private static final int MAX_DIGITS = 10;
    private static final int STEP = 8192;

    private final InputStream in;
    private final int maxMessage;

    FrameReader(InputStream in, int maxMessage) {
        this.in = in;
        this.maxMessage = maxMessage;
    }

    /** Returns the message whose first byte, which is one of its length, was read already. */
    byte[] next(int first) throws FrameException {
        var begun = new ByteArrayOutputStream();
        long length = length(first, begun);
        var message = new ByteArrayOutputStream();
        String problem = read(message, Math.min(length, maxMessage));
        if (length > maxMessage) {
            throw new FrameException(
                    message.toByteArray(),
                    "is " + length + " bytes long, more than max-message allows; this is its beginning");
        }
        if (message.size() < length) {
            throw new FrameException(
                    message.toByteArray(), "ended after " + message.size() + " of " + length + " bytes" + problem);
        }
        return message.toByteArray();
    }

    /** Reads so many bytes, or as many as there are; returns why there were no more. */
    private String read(ByteArrayOutputStream into, long count) {
        byte[] step = new byte[STEP];
        while (into.size() < count) {
            try {
                int read = in.read(step, 0, (int) Math.min(STEP, count - into.size()));
                if (read < 0) {
                    return "";
                }
                into.write(step, 0, read);
            } catch (IOException e) { // what has come is kept
                return ", for the connection failed";
            }
        }
        return "";
    }

    private long length(int first, ByteArrayOutputStream begun) throws FrameException {
        int next = first;
        try {
            while (next >= '0' && next <= '9' && begun.size() < MAX_DIGITS) {
                begun.write(next);
                next = in.read();
            }
            byte[] digits = begun.toByteArray();
            if (next == ' ' && digits.length > 0 && digits[0] != '0') {
                return Long.parseLong(begun.toString(StandardCharsets.US_ASCII));
            }
            if (next >= 0) {
                begun.write(next);
            }
            // what is there already; waiting for more would be waiting for whatever the sender likes
            read(begun, Math.min(maxMessage, begun.size() + (long) in.available()));
        } catch (IOException e) {
            throw new FrameException(begun.toByteArray(), "ended within its length, for the connection failed");
        }
        throw new FrameException(begun.toByteArray(), "has no length before it, as RFC 5425 asks for");
    }

    /** The stream cannot be read on, because nobody knows where the next message begins. */
    static final class FrameException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient byte[] content;

        FrameException(byte[] content, String problem) {
            super(problem);
            this.content = content;
        }

        /** What there was. */
        byte[] content() {
            return content;
        }
    }
}
