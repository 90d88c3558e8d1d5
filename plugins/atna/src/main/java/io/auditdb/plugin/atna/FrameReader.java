package io.auditdb.plugin.atna;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages in a stream, each after its length in bytes and a space (RFC 5425, 4.3). For one thread. */
final class FrameReader {
    private static final int MAX_DIGITS = 10;
    /** How much is kept of what has no length. */
    private static final int KEPT = 8192;

    private final InputStream in;
    private final int maxMessage;

    FrameReader(InputStream in, int maxMessage) {
        this.in = in;
        this.maxMessage = maxMessage;
    }

    /** Returns the message whose first byte, which is one of its length, was read already. */
    byte[] next(int first) throws IOException, FrameException {
        long length = length(first);
        if (length > maxMessage) {
            throw new FrameException(
                    in.readNBytes(maxMessage),
                    "is " + length + " bytes long, more than max-message allows; this is its beginning");
        }
        byte[] message = in.readNBytes((int) length);
        if (message.length < length) {
            throw new FrameException(message, "ended after " + message.length + " of " + length + " bytes");
        }
        return message;
    }

    private long length(int first) throws IOException, FrameException {
        var digits = new StringBuilder();
        int next = first;
        while (next >= '0' && next <= '9' && digits.length() < MAX_DIGITS) {
            digits.append((char) next);
            next = in.read();
        }
        boolean isLength = next == ' ' && !digits.isEmpty() && digits.charAt(0) != '0';
        if (!isLength) {
            throw new FrameException(rest(digits, next), "has no length before it, as RFC 5425 asks for");
        }
        return Long.parseLong(digits.toString());
    }

    /** What is there already; waiting for more would be waiting for whatever the sender likes. */
    private byte[] rest(StringBuilder digits, int next) throws IOException {
        if (next >= 0) {
            digits.append((char) next);
        }
        byte[] begun = digits.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] more = in.readNBytes(Math.min(Math.max(0, in.available()), Math.min(KEPT, maxMessage)));
        byte[] all = Arrays.copyOf(begun, begun.length + more.length);
        System.arraycopy(more, 0, all, begun.length, more.length);
        return all;
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
