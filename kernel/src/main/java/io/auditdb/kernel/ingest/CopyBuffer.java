package io.auditdb.kernel.ingest;

import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import java.util.List;
import java.util.UUID;

/** Fields in the format of PostgreSQL's binary COPY, written one after the other. */
final class CopyBuffer extends ByteBuilder {
    /** Start of every binary COPY: signature, no flags, no extension. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /** End of every binary COPY. */
    static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    /** The year 2000, from which PostgreSQL counts, in microseconds since 1970. */
    private static final long EPOCH = 946_684_800_000_000L;

    private static final int JSONB_VERSION = 1;
    /** PostgreSQL's own number for the type, the same in every database. */
    private static final int UUID_TYPE = 2950;

    CopyBuffer(int size) {
        super(size);
    }

    CopyBuffer columns(int count) {
        int16(count);
        return this;
    }

    CopyBuffer text(Utf8 value) {
        if (value == null) {
            return missing();
        }
        int32(value.length());
        value.writeTo(this);
        return this;
    }

    CopyBuffer bytes(byte[] value) {
        if (value == null) {
            return missing();
        }
        int32(value.length);
        write(value);
        return this;
    }

    CopyBuffer jsonb(byte[] value) {
        if (value == null) {
            return missing();
        }
        int32(value.length + 1);
        write(JSONB_VERSION);
        write(value);
        return this;
    }

    CopyBuffer uuid(UUID value) {
        return uuid(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }

    CopyBuffer uuid(long high, long low) {
        int32(16);
        int64(high);
        int64(low);
        return this;
    }

    /** Adds a one-dimensional array without nulls. */
    CopyBuffer uuids(List<UUID> values) {
        int32(20 + 20 * values.size());
        int32(1); // dimension
        int32(0); // no nulls
        int32(UUID_TYPE);
        int32(values.size());
        int32(1); // first index
        values.forEach(this::uuid);
        return this;
    }

    /** Adds a point in time, in microseconds since 1970. */
    CopyBuffer time(long value) {
        int32(8);
        int64(Math.subtractExact(value, EPOCH));
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
}
