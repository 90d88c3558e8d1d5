package io.auditdb.kernel.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) under a key that is kept here: a pseudorandom function for short messages.
 * Written out because a verification calls it four times for every event, and streaming hashers spend more on themselves
 * than on so short a message. Safe for use by many threads.
 */
public final class SipHash {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    /** Uses this key. */
    public SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** Draws a key. */
    public static SipHash withRandomKey() {
        var random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /** Returns the hash of a message. */
    public long of(byte[] message) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int last = message.length / Long.BYTES;
        // two rounds for each word, the last one with the length, and four at the end: two more words that are zero
        for (int index = 0; index <= last + 2; index++) {
            long word = index <= last ? word(message, index) : 0;
            v2 ^= index == last + 1 ? 0xff : 0;
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(byte[] message, int index) {
        int at = index * Long.BYTES;
        if (at + Long.BYTES <= message.length) {
            return (long) WORD.get(message, at);
        }
        long word = (long) message.length << 56;
        for (int i = at; i < message.length; i++) {
            word |= (message[i] & 0xffL) << (8 * (i - at));
        }
        return word;
    }
}
