package io.auditdb.cli.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;

/** The ids of events that come from numbered rows: the same row always gets the same, so that nothing is stored twice. */
final class RowIds {
    private static final UUID NAMESPACE = UUID.fromString("63577929-aa55-4e4f-9e60-82cdbcdfac97");

    private final String source;

    /** Ids for one table; {@code source} tells it from every other that has the same numbers. */
    RowIds(String source) {
        this.source = source;
    }

    /** Returns the UUID of version 5 (RFC 9562, 5.5) of a row. */
    UUID of(long row) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .array());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest((source + "/" + row).getBytes(UTF_8)));
            long high = (hash.getLong() & ~0xf000L) | 0x5000L;
            long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
