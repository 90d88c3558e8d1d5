package io.auditdb.kernel.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 and nothing else: Jackson itself would also read UTF-16 and 32, and lets overlong forms through. A byte order
 * mark at the start is skipped. For one thread; does not close the stream.
 */
final class Utf8Reader extends Reader {
    private static final int BUFFER = 8192;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
    private boolean started;
    private boolean ended;
    private int line = 1;
    private int column = 1;

    Utf8Reader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (!chars.hasRemaining() && !decode()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    /** Fills the characters with at least one; returns false at the end. */
    private boolean decode() throws IOException {
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, ended);
        while (chars.position() == 0) {
            if (result.isError()) {
                throw new NotUtf8Exception(line, column);
            }
            if (ended) {
                chars.flip();
                return false;
            }
            fill();
            result = decoder.decode(bytes, chars, ended);
        }
        chars.flip();
        count();
        return afterMark();
    }

    private void count() {
        for (int i = 0; i < chars.limit(); i++) {
            boolean newline = chars.get(i) == '\n';
            line += newline ? 1 : 0;
            column = newline ? 1 : column + 1;
        }
    }

    private boolean afterMark() throws IOException {
        boolean marked = !started && chars.get(0) == BYTE_ORDER_MARK;
        started = true;
        if (marked) {
            chars.get();
        }
        return chars.hasRemaining() || decode();
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
    }

    @Override
    public void close() {
        // the stream is the caller's
    }

    /** A byte that cannot follow; everything before it was handed out. */
    static final class NotUtf8Exception extends CharacterCodingException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final int column;

        NotUtf8Exception(int line, int column) {
            this.line = line;
            this.column = column;
        }

        /** The line of the byte, from 1. */
        int line() {
            return line;
        }

        /** The character of the line that the byte would have been part of, from 1. */
        int column() {
            return column;
        }
    }
}
