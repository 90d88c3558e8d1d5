package io.auditdb.kernel.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A text as UTF-8, in the middle of other bytes that nobody changes while it is in use. Spares the way through a string
 * where a text only passes through. Compared by identity.
 */
public final class Utf8 {
    /** The text without characters. */
    public static final Utf8 EMPTY = new Utf8(new byte[0], 0, 0);

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final byte[] bytes;
    private final int from;
    private final int length;

    /** Takes a part of {@code bytes}, which is not copied. */
    public Utf8(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    /** Encodes a text; null stays null. */
    public static Utf8 of(String text) {
        return text == null ? null : of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes all of {@code bytes}, which is not copied. */
    public static Utf8 of(byte[] bytes) {
        return new Utf8(bytes, 0, bytes.length);
    }

    /** Returns how many bytes it has. */
    public int length() {
        return length;
    }

    /** Returns one of its bytes. */
    public byte at(int index) {
        return bytes[from + index];
    }

    /** Returns a part of it. */
    public Utf8 part(int start, int end) {
        return new Utf8(bytes, from + start, end - start);
    }

    /** Adds its bytes. */
    public void writeTo(ByteBuilder out) {
        out.write(bytes, from, length);
    }

    /** Adds it as a JSON text, quoted, with the shortest escapes (RFC 8785, 3.2.2.2). */
    public void quoteTo(ByteBuilder out) {
        out.write('"');
        escapeTo(out);
        out.write('"');
    }

    /** Adds it as it stands between the quotes of a JSON text, as {@link #quoteTo}. */
    public void escapeTo(ByteBuilder out) {
        byte[] text = bytes;
        int end = from + length;
        int clean = from;
        int i = from;
        while (i < end) {
            if (i + Long.BYTES <= end && arePlain((long) EIGHT.get(text, i))) {
                i += Long.BYTES;
                continue;
            }
            byte b = text[i];
            // the bytes of characters beyond ASCII are negative
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                out.write(text, clean, i - clean);
                escape(b, out);
                clean = i + 1;
            }
            i++;
        }
        out.write(text, clean, end - clean);
    }

    /** Returns whether none of eight bytes needs an escape; each test sets the high bit of a byte that does. */
    private static boolean arePlain(long eight) {
        long quote = eight ^ ('"' * ONES);
        long backslash = eight ^ ('\\' * ONES);
        long found = (quote - ONES & ~quote) | (backslash - ONES & ~backslash) | (eight - ' ' * ONES & ~eight);
        return (found & HIGH_BITS) == 0;
    }

    private static void escape(byte c, ByteBuilder out) {
        out.write('\\');
        switch (c) {
            case '\b' -> out.write('b');
            case '\t' -> out.write('t');
            case '\n' -> out.write('n');
            case '\f' -> out.write('f');
            case '\r' -> out.write('r');
            case '"', '\\' -> out.write(c);
            default -> {
                out.ascii("u00");
                out.write(Character.forDigit(c >> 4, 16));
                out.write(Character.forDigit(c & 0xf, 16));
            }
        }
    }

    @Override
    public String toString() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
