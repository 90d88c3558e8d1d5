package io.auditdb.kernel.bytes;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end, numbers in network order; what a byte stream is, without its locks. For one thread. */
public class ByteBuilder extends OutputStream {
    private byte[] bytes;
    private int size;

    /** Starts empty, with room for so many bytes. */
    public ByteBuilder(int capacity) {
        this.bytes = new byte[capacity];
    }

    private void makeRoom(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * size));
        }
    }

    @Override
    public final void write(int b) {
        makeRoom(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public final void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public final void write(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Adds a text of ASCII characters. */
    public final void ascii(String text) {
        write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds the two low bytes. */
    public final void int16(int value) {
        makeRoom(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    /** Adds four bytes. */
    public final void int32(int value) {
        int16(value >>> 16);
        int16(value);
    }

    /** Adds eight bytes. */
    public final void int64(long value) {
        int32((int) (value >>> 32));
        int32((int) value);
    }

    /** Returns how many bytes there are. */
    public final int size() {
        return size;
    }

    /** Forgets everything, and keeps the room. */
    public final void reset() {
        size = 0;
    }

    /** Returns a copy. */
    public final byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Returns what the first {@link #size()} bytes lie in; only to be read, and until the next change. */
    public final byte[] array() {
        return bytes;
    }
}
