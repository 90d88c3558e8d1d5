package io.auditdb.kernel.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What an Ed25519 key signs, and what precedes the signature in its line. */
public enum SignatureType {
    /** The text of a note (C2SP signed-note). */
    NOTE(1, 0),
    /** The text of a checkpoint, as seen at some time (C2SP tlog-cosignature, version 1). */
    COSIGNATURE(4, Long.BYTES);

    private final byte number;
    private final int headBytes;

    SignatureType(int number, int headBytes) {
        this.number = (byte) number;
        this.headBytes = headBytes;
    }

    static SignatureType of(byte number) {
        for (SignatureType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("the type of its key is " + number + "; it must be 1 or 4");
    }

    byte number() {
        return number;
    }

    int headBytes() {
        return headBytes;
    }

    /** Returns what precedes a signature that is made at a time, in seconds since 1970. */
    public byte[] head(long time) {
        return this == NOTE
                ? new byte[0]
                : ByteBuffer.allocate(Long.BYTES).putLong(time).array();
    }

    /** Returns the bytes that are signed. */
    public byte[] message(String text, ByteBuffer head) {
        String message =
                this == NOTE ? text : "cosignature/v1\ntime " + Long.toUnsignedString(head.getLong()) + "\n" + text;
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
