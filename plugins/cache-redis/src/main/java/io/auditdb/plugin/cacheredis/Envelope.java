package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.CachedAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * An answer as a value of Redis. Safe for use by many threads.
 *
 * <p>A byte says the version, 1; the next how the rest is to be read: its lower half names the compression (0 none, 1 LZ4,
 * 2 Zstandard), 16 in it encryption. Then when it expires, in milliseconds since 1970 (8 bytes), so that who copies it
 * keeps to it. The rest is the answer, which follows its size (4 bytes) where it is compressed; encrypted last, bound to
 * the bytes before it and to the key it is kept under. Whether an answer is genuine is the host's to judge.
 */
final class Envelope {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 2 + Long.BYTES;
    private static final int ENCRYPTED = 0x10;

    private final Compression compression;
    private final int compressAbove;
    private final int maxAnswer;
    private final ValueCipher cipher;

    Envelope(Compression compression, int compressAbove, int maxAnswer, ValueCipher cipher) {
        this.compression = requireNonNull(compression, "compression is null");
        this.compressAbove = compressAbove;
        this.maxAnswer = maxAnswer;
        this.cipher = requireNonNull(cipher, "cipher is null");
    }

    byte[] seal(String key, CachedAnswer answer) {
        Compression used = answer.bytes().length > compressAbove ? compression : Compression.NONE;
        byte[] body = pack(used, answer.bytes());
        int flags = number(used) | (cipher.encrypts() ? ENCRYPTED : 0);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put((byte) flags)
                .putLong(answer.expires().toEpochMilli())
                .array();
        return join(header, cipher.encrypts() ? cipher.seal(body, bound(header, key)) : body);
    }

    CachedAnswer open(String key, byte[] value) throws UnusableException {
        if (value.length < HEADER_BYTES || value[0] != VERSION) {
            throw new UnusableException("it is not a value of this version", null);
        }
        byte[] header = Arrays.copyOf(value, HEADER_BYTES);
        int flags = header[1];
        byte[] body = Arrays.copyOfRange(value, HEADER_BYTES, value.length);
        if (cipher.encrypts() != ((flags & ENCRYPTED) != 0)) {
            throw new UnusableException("it is encrypted where it should not be, or not where it should", null);
        }
        if (cipher.encrypts()) {
            body = cipher.open(body, bound(header, key));
        }
        Instant expires = Instant.ofEpochMilli(ByteBuffer.wrap(header).getLong(2));
        return new CachedAnswer(unpack(compression(flags & ~ENCRYPTED), body), expires);
    }

    private static byte[] pack(Compression used, byte[] plain) {
        if (used == Compression.NONE) {
            return plain;
        }
        byte[] packed = used.compress(plain);
        return join(ByteBuffer.allocate(Integer.BYTES).putInt(plain.length).array(), packed);
    }

    private byte[] unpack(Compression used, byte[] body) throws UnusableException {
        if (used == Compression.NONE) {
            return body;
        }
        int size = body.length < Integer.BYTES ? -1 : ByteBuffer.wrap(body).getInt();
        if (size < 0 || size > maxAnswer) {
            throw new UnusableException("it says a size that no answer has", null);
        }
        return used.decompress(body, Integer.BYTES, size);
    }

    private static int number(Compression used) {
        return switch (used) {
            case NONE -> 0;
            case LZ4 -> 1;
            case ZSTD -> 2;
        };
    }

    private static Compression compression(int flags) throws UnusableException {
        for (Compression candidate : Compression.values()) {
            if (number(candidate) == flags) {
                return candidate;
            }
        }
        throw new UnusableException("it is compressed in a way that is not known here", null);
    }

    /** What a value stands for besides its content: moved to another key, it does not open. */
    private static byte[] bound(byte[] header, String key) {
        return join(header, key.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
