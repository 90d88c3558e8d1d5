package io.auditdb.kernel.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Fields in the format of PostgreSQL's binary COPY, written one after the other. */
final class CopyBuffer extends ByteArrayOutputStream {
    /** Start of every binary COPY: signature, no flags, no extension. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /** End of every binary COPY. */
    static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int JSONB_VERSION = 1;

    CopyBuffer(int size) {
        super(size);
    }

    CopyBuffer columns(int count) {
        int16(count);
        return this;
    }

    CopyBuffer text(String value) {
        return value == null ? missing() : bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    CopyBuffer bytes(byte[] value) {
        if (value == null) {
            return missing();
        }
        int32(value.length);
        writeBytes(value);
        return this;
    }

    CopyBuffer jsonb(byte[] value) {
        if (value == null) {
            return missing();
        }
        int32(value.length + 1);
        write(JSONB_VERSION);
        writeBytes(value);
        return this;
    }

    CopyBuffer uuid(UUID value) {
        int32(16);
        int64(value.getMostSignificantBits());
        int64(value.getLeastSignificantBits());
        return this;
    }

    CopyBuffer time(Instant value) {
        int32(8);
        // not Instant.until, which counts nanoseconds on the way and overflows after 292 years
        long seconds = value.getEpochSecond() - EPOCH.getEpochSecond();
        int64(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1000));
        return this;
    }

    CopyBuffer smallint(int value) {
        int32(2);
        int16(value);
        return this;
    }

    CopyBuffer integer(int value) {
        int32(4);
        int32(value);
        return this;
    }

    CopyBuffer bigint(long value) {
        int32(8);
        int64(value);
        return this;
    }

    private CopyBuffer missing() {
        int32(-1);
        return this;
    }

    private void int16(int value) {
        write(value >>> 8);
        write(value);
    }

    private void int32(int value) {
        int16(value >>> 16);
        int16(value);
    }

    private void int64(long value) {
        int32((int) (value >>> 32));
        int32((int) value);
    }
}
