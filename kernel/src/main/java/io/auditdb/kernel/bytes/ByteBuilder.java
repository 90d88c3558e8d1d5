package io.auditdb.kernel.bytes;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end, numbers in network order; what a byte stream is, without its locks. For one thread. */
public class ByteBuilder extends OutputStream {
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    /** Two characters of base64url for each twelve bits. */
    private static final char[] BASE64_PAIRS = pairs();

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

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

    /**
     * Adds bytes in base64url without padding (RFC 4648, 5). A digest is made of such text for every field of every event,
     * which is why this is not left to {@link java.util.Base64}: that one takes whole arrays only, and half as fast.
     */
    public final void base64(byte[] from, int offset, int length) {
        makeRoom(length / 3 * 4 + 4);
        byte[] to = bytes;
        char[] pairs = BASE64_PAIRS;
        int at = size;
        int whole = offset + length - length % 3;
        int i = offset;
        for (; i + Long.BYTES <= whole; i += 6, at += 8) {
            long six = (long) LONG.get(from, i);
            long high = (long) pairs[(int) (six >>> 52)] << 16 | pairs[(int) (six >>> 40) & 0xfff];
            long low = (long) pairs[(int) (six >>> 28) & 0xfff] << 16 | pairs[(int) (six >>> 16) & 0xfff];
            LONG.set(to, at, high << 32 | low);
        }
        for (; i < whole; i += 3, at += 4) {
            int three = (from[i] & 0xff) << 16 | (from[i + 1] & 0xff) << 8 | (from[i + 2] & 0xff);
            INT.set(to, at, pairs[three >>> 12] << 16 | pairs[three & 0xfff]);
        }
        int rest = length % 3;
        if (rest > 0) {
            int last = (from[whole] & 0xff) << 16 | (rest == 2 ? (from[whole + 1] & 0xff) << 8 : 0);
            INT.set(to, at, pairs[last >>> 12] << 16 | pairs[last & 0xfff]);
            at += rest + 1;
        }
        size = at;
    }

    private static char[] pairs() {
        var pairs = new char[1 << 12];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (char) (BASE64URL.charAt(i >>> 6) << 8 | BASE64URL.charAt(i & 0x3f));
        }
        return pairs;
    }

    /** Adds a number from 0 to 99 as two digits. */
    public final void twoDigits(int number) {
        makeRoom(2);
        bytes[size++] = (byte) ('0' + number / 10);
        bytes[size++] = (byte) ('0' + number % 10);
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

    /** Adds what another holds. */
    public final void write(ByteBuilder from) {
        write(from.bytes, 0, from.size);
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
